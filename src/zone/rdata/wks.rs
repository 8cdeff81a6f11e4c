//! The fields of a WKS record (RFC 1035 section 3.4.2): the services that a host offers.
//!
//! BIND asks the system for the numbers of protocols and services that are written as words. The answers that a
//! Debian system gives are kept beside this file.

use crate::syntax::c_number::c_number;
use crate::zone::rdata::fields::BadField;
use crate::zone::rdata::kind::{Kind, Reader, fault};

/// The protocol and any number of ports.
pub const SERVICES: Kind = Kind {
    read,
    check: |octets| {
        octets.u8()?;
        let ports = octets.rest();
        if ports.len() > 8192 || ports.last() == Some(&0) {
            Err("its ports have the wrong size")
        } else {
            Ok(())
        }
    },
    write: |octets, writer| {
        let protocol = octets.u8()?;
        writer.push(protocol);
        let ports = octets.rest();
        let is_set = |port: &usize| ports[port / 8] & (0x80 >> (port % 8)) != 0;
        (0..8 * ports.len()).filter(is_set).for_each(|port| writer.push(format_args!(" {port}")));
        Ok(())
    },
};

const TCP: i64 = 6;
const UDP: i64 = 17;

fn read(reader: &mut Reader<'_>) -> Result<(), BadField> {
    let (word, text) = reader.plain()?;
    let protocol = number(text).or_else(|| protocol_number(text));
    let protocol = protocol.ok_or_else(|| reader.no(word, "a protocol that is known"))?;
    let Ok(number_of_protocol) = u8::try_from(protocol) else {
        return Err(reader.out_of_range(word, 0xff));
    };
    reader.octets.push(number_of_protocol);
    reader.what = "service";
    let mut ports = Vec::new();
    while reader.peek().is_some() {
        let (word, text) = reader.plain()?;
        let port = number(text).or_else(|| {
            // BIND looks at 31 characters of the word in small letters, then at the word itself.
            let lower = text[..text.len().min(31)].to_ascii_lowercase();
            port_number(&lower, protocol).or_else(|| port_number(text, protocol))
        });
        let Some(port) = port else {
            let mut fault = reader.no(word, "a service that is known");
            fault.help = Some("write the port".into());
            return Err(fault);
        };
        let port = usize::try_from(port).ok().filter(|port| *port <= 0xffff);
        let port = port.ok_or_else(|| fault(word, "the port is out of range: it is 0 to 65535".into()))?;
        if ports.len() <= port / 8 {
            ports.resize(port / 8 + 1, 0u8);
        }
        ports[port / 8] |= 0x80 >> (port % 8);
    }
    reader.octets.extend_from_slice(&ports);
    Ok(())
}

/// The number that a text is as a whole, as `strtol` reads it.
fn number(text: &[u8]) -> Option<i64> {
    let number = c_number(text);
    number.rest.is_empty().then_some(number.signed)
}

/// The lines of a table, each as words.
fn lines(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(' ').collect())
}

fn protocol_number(name: &[u8]) -> Option<i64> {
    let mut lines = lines(include_str!("protocols.txt"));
    let line = lines.find(|words| words[1..].iter().any(|word| word.as_bytes() == name))?;
    line[0].parse().ok()
}

/// The port of a service; of any protocol but TCP and UDP, that of the first service with this name.
fn port_number(name: &[u8], protocol: i64) -> Option<i64> {
    let wanted = match protocol {
        TCP => "tcp",
        UDP => "udp",
        _ => "",
    };
    let mut lines = lines(include_str!("services.txt"));
    let has = |words: &Vec<&str>| {
        let offered = wanted.is_empty() || words[1].split(',').any(|protocol| protocol == wanted);
        offered && words[2..].iter().any(|word| word.as_bytes() == name)
    };
    lines.find(has)?[0].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_and_services_by_name() {
        assert_eq!(protocol_number(b"tcp"), Some(TCP));
        assert_eq!(protocol_number(b"UDP"), Some(UDP));
        assert_eq!(protocol_number(b"Tcp"), None);
        assert_eq!(port_number(b"smtp", TCP), Some(25));
        assert_eq!(port_number(b"smtp", UDP), None);
        assert_eq!(port_number(b"tftp", UDP), Some(69));
        assert_eq!(port_number(b"domain", 1), Some(53));
    }
}
