ALTER TABLE rule_runs DROP COLUMN campaign;
ALTER TABLE rule_runs DROP COLUMN version;
DROP INDEX leads_concluded;
DROP TABLE rule_shadow_runs;
DROP TABLE rule_parameters;
DROP TABLE rule_pauses;
DROP TABLE rule_versions;
