DROP TABLE recovery_payments;
DROP TABLE recovery_money;
DROP TABLE case_persons;
