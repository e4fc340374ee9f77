-- What a condition asks of one person `b` in brief. Each is a piece of a where clause; the
-- compiler in rules.py puts them together, and values only ever come in as parameters.

-- name: region!
b.region = any (:values)

-- name: language!
b.language = any (:values)

-- name: gender!
coalesce(b.gender, 'unsaid') = any (:values)

-- name: age!
(:age_from::integer is null or b.birth_year <= (select this_year()) - :age_from::integer)
and (:age_to::integer is null or b.birth_year >= (select this_year()) - :age_to::integer)

-- name: consent!
b.consents & :bits::smallint <> 0

-- name: reach_of_channels!
b.channels & :bits::smallint <> 0 and not is_minor((select this_year()), b.birth_year, b.guardian)

-- name: reach_of_landline!
b.contacts & 4 <> 0
and (b.channels = 0 or is_minor((select this_year()), b.birth_year, b.guardian))

-- name: reach_of_nobody!
b.contacts & 4 = 0
and (b.channels = 0 or is_minor((select this_year()), b.birth_year, b.guardian))

-- name: attended!
b.took_part & 4 <> 0

-- name: silent!
b.took_part & 3 = 1

-- name: uninvited!
b.took_part & 1 = 0
