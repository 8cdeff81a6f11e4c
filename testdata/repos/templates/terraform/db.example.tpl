$TTL 1h
@ IN SOA dns1.${zone_name}. root.${zone_name}. ( 1 1d 2h 4w 1h )
@ IN NS dns1.${zone_name}.
dns1 IN A ${address}
