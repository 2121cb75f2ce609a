DROP TABLE storage_probes;
DROP TABLE jobs;
