-- Every process follows the mappings; it asks for what is new since it last looked, not for all of them.
create index mapping_version on mapping (tenant, version);
create index mapping_active on mapping (tenant, active_from);
