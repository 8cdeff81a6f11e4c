$TTL 1h
@ IN SOA ns.example.net. hostmaster.example.net. 1 2h 1h 2w 5m
 IN NS ns.example.net.
_sip._tcp IN SRV 0 10 5060 sip
_imaps._tcp IN SRV 0 10 993 mail
$INCLUDE /etc/bind/zones/common.inc
