$TTL 1w
@ IN SOA ns1.lab.example.com. admin ( 1 3h 1h 1w 1h )
  IN NS ns1.lab.example.com.
ns1.lab.example.com.    IN A 192.0.2.1
etcd-0.ocp.lab.example.com. IN A 192.0.2.11
api.ocp.lab.example.com. IN A 192.0.2.5
_etcd-server-ssl._tcp.lab.example.com. 3600 IN SRV 0 10 2380 etcd-0.lab
