$TTL 1h
@       CH SOA ns.example.net. hostmaster.example.net. 1 7200 3600 1209600 300
        CH NS  ns.example.net.
version CH TXT "9.18"
other   IN A   192.0.2.1
