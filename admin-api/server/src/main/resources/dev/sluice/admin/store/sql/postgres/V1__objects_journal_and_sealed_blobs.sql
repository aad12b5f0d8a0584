-- Bodies are text, not jsonb: an object is kept with the field order and the numbers it was accepted with.
-- Times are microseconds since the epoch. Counters: C configuration, R runtime, F fleet.
CREATE TABLE sluice_meta (
  one            smallint NOT NULL PRIMARY KEY CHECK (one = 1),
  store_id       text    NOT NULL,
  seal_check     bytea    NOT NULL,               -- opens only with the right seal key
  tx             bigint  NOT NULL,               -- number of the newest transaction
  configuration  bigint  NOT NULL,               -- newest revision of each counter
  runtime        bigint  NOT NULL,
  fleet          bigint  NOT NULL,
  last_stamp     bigint  NOT NULL,               -- newest time given to a transaction or an object
  compacted_tx   bigint  NOT NULL,               -- the journal is whole after this transaction
  compacted_configuration bigint  NOT NULL,
  compacted_runtime       bigint  NOT NULL,
  compacted_fleet         bigint  NOT NULL,
  state_digest   bytea    NOT NULL                -- hash over sluice_object, head and last_stamp
);

CREATE TABLE sluice_object (                     -- current state
  grp        text COLLATE "C" NOT NULL,
  resource   text COLLATE "C" NOT NULL,
  ns         text COLLATE "C" NOT NULL,
  name       text COLLATE "C" NOT NULL,
  uid        text    NOT NULL,
  counter    text    NOT NULL CHECK (counter IN ('C', 'R', 'F')),
  rev        bigint  NOT NULL,
  generation bigint  NOT NULL,
  created    bigint  NOT NULL,
  body       text    CHECK (body IS NULL OR body::json IS NOT NULL),
  sealed     bytea,
  PRIMARY KEY (grp, resource, ns, name),
  CHECK ((body IS NULL) <> (sealed IS NULL))
);

CREATE TABLE sluice_tx (                         -- who and why
  tx              bigint  NOT NULL PRIMARY KEY,
  txid            text    NOT NULL UNIQUE,
  at              bigint  NOT NULL,
  actor           text    NOT NULL,
  verb            text    NOT NULL,
  message         text    NOT NULL,
  idempotency_key text    UNIQUE,
  fingerprint     text,
  events          integer NOT NULL,
  configuration   bigint  NOT NULL,              -- position after the transaction
  runtime         bigint  NOT NULL,
  fleet           bigint  NOT NULL
);

CREATE TABLE sluice_journal (                    -- history, source of watches and of rollbacks
  tx         bigint  NOT NULL REFERENCES sluice_tx (tx),
  seq        integer NOT NULL,
  op         text    NOT NULL CHECK (op IN ('C', 'U', 'D')),
  grp        text COLLATE "C" NOT NULL,
  resource   text COLLATE "C" NOT NULL,
  ns         text COLLATE "C" NOT NULL,
  name       text COLLATE "C" NOT NULL,
  uid        text    NOT NULL,
  counter    text    NOT NULL CHECK (counter IN ('C', 'R', 'F')),
  rev        bigint  NOT NULL,
  prev_rev   bigint  NOT NULL,                   -- 0 with op C
  generation bigint  NOT NULL,
  created    bigint  NOT NULL,
  body       text    CHECK (body IS NULL OR body::json IS NOT NULL),   -- with op D: the last state
  sealed     bytea,
  hash       bytea    NOT NULL,
  PRIMARY KEY (tx, seq),
  CHECK ((body IS NULL) <> (sealed IS NULL))
);
CREATE UNIQUE INDEX sluice_journal_rev ON sluice_journal (counter, rev);
CREATE INDEX sluice_journal_key ON sluice_journal (grp, resource, ns, name, rev);

CREATE TABLE sluice_blob (                       -- small secrets that are no objects
  name    text COLLATE "C" NOT NULL PRIMARY KEY,
  version bigint  NOT NULL,
  sealed  bytea    NOT NULL
);
