-- name: insert_message<!
-- Keep one message of one recipient; gives its id.
INSERT INTO messages
    (channel, sender, recipient, reference, attempt, received_at, text, coding, subject, raw)
VALUES
    (:channel, :sender, :recipient, :reference, :attempt, :received_at, :text, :coding, :subject,
     :raw);

-- name: count_for_recipient!
-- Note the newest message of a recipient.
INSERT INTO recipients (channel, address, messages, last_id)
VALUES (:channel, :address, 1, :last_id)
ON CONFLICT (channel, address)
DO UPDATE SET messages = messages + 1, last_id = excluded.last_id;

-- name: attempts_so_far$
-- How often this reference was submitted before.
SELECT coalesce(max(attempt), 0) FROM messages
 WHERE channel = :channel AND reference = :reference;

-- name: order_receipt!
-- Remember a delivery report to call back.
INSERT INTO receipts (message_id, status, url, due_at)
VALUES (:message_id, :status, :url, :due_at);

-- name: receipts_due
-- The delivery reports whose time has come, oldest first.
SELECT id, message_id, status, url, tries FROM receipts
 WHERE due_at <= :now ORDER BY due_at LIMIT :limit;

-- name: next_receipt_due$
-- When the next delivery report is to be called, in seconds of the epoch; null when none is.
SELECT min(due_at) FROM receipts;

-- name: forget_receipt!
-- A delivery report was heard, or given up.
DELETE FROM receipts WHERE id = :id;

-- name: postpone_receipt!
-- A delivery report was not heard; it is called again later.
UPDATE receipts SET tries = tries + 1, due_at = :due_at WHERE id = :id;

-- name: message^
-- One message.
SELECT * FROM messages WHERE id = :id;

-- name: messages_after
-- Messages in the order they came, of one channel where it is given.
SELECT * FROM messages
 WHERE id > :after AND (:channel IS NULL OR channel = :channel)
 ORDER BY id LIMIT :limit;

-- name: messages_of_one_after
-- One recipient's messages in the order they came.
SELECT * FROM messages
 WHERE channel = :channel AND recipient = :recipient AND id > :after
 ORDER BY id LIMIT :limit;

-- name: messages_of
-- One recipient's messages, newest first.
SELECT * FROM messages
 WHERE channel = :channel AND recipient = :recipient
 ORDER BY id DESC LIMIT :limit OFFSET :offset;

-- name: ledger_after
-- What the ledger lacks: the lines of messages younger than its last one.
SELECT id, channel, reference, recipient, received_at AS at, attempt FROM messages
 WHERE id > :after ORDER BY id;

-- name: correspondents
-- Phones and inboxes with their last message, whoever heard last first.
SELECT r.messages, m.* FROM recipients r JOIN messages m ON m.id = r.last_id
 WHERE (:channel IS NULL OR r.channel = :channel)
   AND (:pattern IS NULL OR r.address LIKE :pattern ESCAPE '\'
        OR (:number IS NOT NULL AND r.channel = 'sms' AND r.address LIKE :number)
        OR EXISTS (SELECT 1 FROM messages w
                    WHERE w.channel = r.channel AND w.recipient = r.address
                      AND (w.text LIKE :pattern ESCAPE '\' OR w.subject LIKE :pattern ESCAPE '\')))
 ORDER BY r.last_id DESC LIMIT :limit OFFSET :offset;

-- name: correspondents_found$
-- How many phones and inboxes there are in that list.
SELECT count(*) FROM recipients r
 WHERE (:channel IS NULL OR r.channel = :channel)
   AND (:pattern IS NULL OR r.address LIKE :pattern ESCAPE '\'
        OR (:number IS NOT NULL AND r.channel = 'sms' AND r.address LIKE :number)
        OR EXISTS (SELECT 1 FROM messages w
                    WHERE w.channel = r.channel AND w.recipient = r.address
                      AND (w.text LIKE :pattern ESCAPE '\' OR w.subject LIKE :pattern ESCAPE '\')));

-- name: messages_for^
-- How many messages one recipient has.
SELECT messages FROM recipients WHERE channel = :channel AND address = :address;

-- name: totals
-- Messages and recipients of each channel.
SELECT channel, sum(messages) AS messages, count(*) AS recipients FROM recipients GROUP BY channel;

-- name: repeats$
-- Submissions of a reference that had been submitted before.
SELECT count(*) FROM (SELECT DISTINCT channel, reference, attempt FROM messages WHERE attempt > 1);
