$TTL 1h
@           SOA ns hostmaster 1 7200 3600 1209600 300
            NS  ns
ns          A   ns.example.com. 0377
lab_1       A   ns.example.com. 1
www         A   192.0.2.1
_imaps._tcp SRV 0 1 993 ns
