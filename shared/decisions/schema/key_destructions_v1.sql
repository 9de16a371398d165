-- Where in a partition a rebuild passed records of keys destroyed (ErasureCarriedOut); null in
-- partitions that were folded before this was noted.
alter table generation_partitions add column key_destructions bigint[];
