$TTL 3600
@ IN SOA ns hostmaster 2024010100 7200 3600 1209600 300
  IN NS ns
ns IN A 192.0.2.53
@ 180 IN DYNA geoip!text-addrs
_sip._udp IN SRV 10 5 5060 sip
