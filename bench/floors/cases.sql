CREATE TABLE thin_case (
    id bigserial PRIMARY KEY, code text NOT NULL UNIQUE, procedure integer NOT NULL, applicant text NOT NULL,
    payload jsonb NOT NULL, created_at timestamptz NOT NULL
);
CREATE INDEX ON thin_case (procedure, created_at);
CREATE TABLE thin_status (
    id bigserial PRIMARY KEY, case_id bigint NOT NULL REFERENCES thin_case, step integer NOT NULL,
    state text NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX ON thin_status (case_id);
CREATE TABLE thin_audit (
    id bigserial PRIMARY KEY, case_id bigint NOT NULL, actor text NOT NULL, action text NOT NULL,
    detail jsonb NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX ON thin_audit (case_id);
