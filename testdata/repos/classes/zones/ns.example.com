$TTL 1h
@     SOA ns hostmaster 1 7200 3600 1209600 300
      NS  ns
lab_1 A   192.0.2.1
lab_2 MX  10 ns
lab_3 AAAA 2001:db8::1
