zone = [
    SOA('example.com', 'ns', 1),
    SRV('_sip._udp.example.com', 0, 1, 5061, 'sip'),
]
