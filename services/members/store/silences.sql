-- name: put_silences!
-- Of each address the latest beginning and the latest end, in whatever order they are heard.
insert into silences as s (channel, address_hash, reason, at, ended_at)
select channel, decode(address_hash, 'hex'), (array_agg(reason order by at desc))[1],
       max(at) filter (where not ended), max(at) filter (where ended)
  from jsonb_to_recordset(:changes) as page (
       channel text, address_hash text, reason text, at timestamptz, ended boolean)
 group by 1, 2
on conflict (channel, address_hash) do update
   set reason = case when excluded.at > s.at or s.at is null then excluded.reason else s.reason end,
       at = greatest(s.at, excluded.at), ended_at = greatest(s.ended_at, excluded.ended_at);
