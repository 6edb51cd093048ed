-- What every installation has: its settings.

CREATE TABLE installation (
    key @text NOT NULL PRIMARY KEY,
    value @text NOT NULL
);
