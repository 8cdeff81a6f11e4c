$TTL 1h
@           SOA ns.example.net. hostmaster.example.net. 1 7200 3600 1209600 300
            NS  ns.example.net.
sub         NS  ns.example.net.
$INCLUDE keys/Kexample.com.+013+12345.key
$INCLUDE dsset-sub.example.com.
_imaps._tcp SRV 0 1 993 mail
_pop3s._tcp SRV 0 1 995 gone
mail        A   192.0.2.1
