 IN NS ns
ns IN A 192.0.2.53
_sip._udp IN SRV 10 5 5060 sip
