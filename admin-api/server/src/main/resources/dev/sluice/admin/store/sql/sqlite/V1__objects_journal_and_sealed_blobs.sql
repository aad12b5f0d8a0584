-- Times are microseconds since the epoch. Counters: C configuration, R runtime, F fleet.
CREATE TABLE sluice_meta (
  one            INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  store_id       TEXT    NOT NULL,
  seal_check     BLOB    NOT NULL,               -- opens only with the right seal key
  tx             INTEGER NOT NULL,               -- number of the newest transaction
  configuration  INTEGER NOT NULL,               -- newest revision of each counter
  runtime        INTEGER NOT NULL,
  fleet          INTEGER NOT NULL,
  last_stamp     INTEGER NOT NULL,               -- newest time given to a transaction or an object
  compacted_tx   INTEGER NOT NULL,               -- the journal is whole after this transaction
  compacted_configuration INTEGER NOT NULL,
  compacted_runtime       INTEGER NOT NULL,
  compacted_fleet         INTEGER NOT NULL,
  state_digest   BLOB    NOT NULL                -- hash over sluice_object, head and last_stamp
) STRICT;

CREATE TABLE sluice_object (                     -- current state
  grp        TEXT    NOT NULL,
  resource   TEXT    NOT NULL,
  ns         TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  uid        TEXT    NOT NULL,
  counter    TEXT    NOT NULL CHECK (counter IN ('C', 'R', 'F')),
  rev        INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  created    INTEGER NOT NULL,
  body       TEXT    CHECK (body IS NULL OR json_valid(body)),
  sealed     BLOB,
  PRIMARY KEY (grp, resource, ns, name),
  CHECK ((body IS NULL) <> (sealed IS NULL))
) STRICT;

CREATE TABLE sluice_tx (                         -- who and why
  tx              INTEGER NOT NULL PRIMARY KEY,
  txid            TEXT    NOT NULL UNIQUE,
  at              INTEGER NOT NULL,
  actor           TEXT    NOT NULL,
  verb            TEXT    NOT NULL,
  message         TEXT    NOT NULL,
  idempotency_key TEXT    UNIQUE,
  fingerprint     TEXT,
  events          INTEGER NOT NULL,
  configuration   INTEGER NOT NULL,              -- position after the transaction
  runtime         INTEGER NOT NULL,
  fleet           INTEGER NOT NULL
) STRICT;

CREATE TABLE sluice_journal (                    -- history, source of watches and of rollbacks
  tx         INTEGER NOT NULL REFERENCES sluice_tx (tx),
  seq        INTEGER NOT NULL,
  op         TEXT    NOT NULL CHECK (op IN ('C', 'U', 'D')),
  grp        TEXT    NOT NULL,
  resource   TEXT    NOT NULL,
  ns         TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  uid        TEXT    NOT NULL,
  counter    TEXT    NOT NULL CHECK (counter IN ('C', 'R', 'F')),
  rev        INTEGER NOT NULL,
  prev_rev   INTEGER NOT NULL,                   -- 0 with op C
  generation INTEGER NOT NULL,
  created    INTEGER NOT NULL,
  body       TEXT    CHECK (body IS NULL OR json_valid(body)),   -- with op D: the last state
  sealed     BLOB,
  hash       BLOB    NOT NULL,
  PRIMARY KEY (tx, seq),
  CHECK ((body IS NULL) <> (sealed IS NULL))
) STRICT;
CREATE UNIQUE INDEX sluice_journal_rev ON sluice_journal (counter, rev);
CREATE INDEX sluice_journal_key ON sluice_journal (grp, resource, ns, name, rev);

CREATE TABLE sluice_blob (                       -- small secrets that are no objects
  name    TEXT    NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  sealed  BLOB    NOT NULL
) STRICT;
