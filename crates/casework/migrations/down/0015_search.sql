DROP INDEX tickets_of_number;
DROP INDEX leads_of_name;
