$TTL 1h
@ SOA ns.example.net. hostmaster.example.net. 1 7200 3600 1209600 300
  NS ns.example.net.
_imaps._tcp SRV 0 1 993 mail
mail A 192.0.2.25
