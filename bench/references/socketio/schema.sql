CREATE TABLE seat (person integer NOT NULL, room text NOT NULL, PRIMARY KEY (person, room));
CREATE TABLE line (
    room text NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    person integer NOT NULL,
    body text NOT NULL,
    said_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room, id)
);
