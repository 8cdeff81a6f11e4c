$TTL 604800
@ IN SOA dns1.example.com admin.example.com ( 1 604800 86400 2419200 604800 )
@ IN NS dns1
dns1 IN A 192.0.2.2
office IN A 192.0.2.3
_ldap._tcp.office.example.com 3600 IN SRV 0 0 389 office.example.com.
_kerberos._tcp.office.example.com 3600 IN SRV 0 0 88 office.example.com.
