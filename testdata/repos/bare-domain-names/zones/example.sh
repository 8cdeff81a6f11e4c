$TTL 1H
@ IN SOA ns1 hostmaster 1 1D 2H 4W 1H
@ IN NS ns1
ns1 IN A 192.0.2.1
_xmpp-client._tcp IN SRV 5 0 5222 ns1
