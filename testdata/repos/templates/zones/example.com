$TTL 1h
@ IN SOA ns1 hostmaster {{ serial_num }} 12H 2H 2W 600
@ IN NS ns1
ns1 IN A 192.0.2.1
_sip._udp IN SRV 10 5 5060 sip
