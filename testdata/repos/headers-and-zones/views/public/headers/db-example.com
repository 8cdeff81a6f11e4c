$TTL 1h
@ IN SOA ns hostmaster 1 1d 2h 4w 1h
$include "../zones/db-example.com"
