$TTL 1h
@ IN SOA ns1.lab.example.com. admin ( 1 3h 1h 1w 1h )
  IN NS ns1.lab.example.com.
ns1.lab.example.com.    IN A 192.0.2.1
_etcd-server-ssl._tcp.lab.example.com. IN SRV 0 10 2380 etcd-0.lab
