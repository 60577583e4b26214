//! Receivers of what the program sends: a mail server and a message platform, each just large enough to be sent to.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// What comes in, in order.
pub struct Inbox<T> {
    /// Where it listens.
    pub port: u16,
    received: Receiver<T>,
}

impl<T: Send + 'static> Inbox<T> {
    fn listen(serve: impl Fn(TcpStream, &Sender<T>) -> std::io::Result<()> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, received) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = serve(stream, &sender);
            }
        });
        Self { port, received }
    }

    /// The next one, which must come.
    #[track_caller]
    pub fn next(&self) -> T {
        self.received.recv_timeout(PATIENCE).expect("it comes")
    }

    /// The first of those that come that is such.
    #[track_caller]
    pub fn first(&self, is_such: impl Fn(&T) -> bool) -> T {
        loop {
            let next = self.next();
            if is_such(&next) {
                return next;
            }
        }
    }

    /// Whatever else has come.
    pub fn rest(&self) -> Vec<T> {
        self.received.try_iter().collect()
    }
}

/// A mail as it was taken.
#[derive(Debug)]
pub struct ReceivedMail {
    /// To whom.
    pub to: String,
    /// Head and body, as they were sent.
    pub raw: String,
    /// The body as people read it.
    pub body: String,
}

/// A mail server that takes everything.
pub fn mail_server() -> Inbox<ReceivedMail> {
    Inbox::listen(|stream, sender| {
        let mut writer = stream.try_clone()?;
        let mut lines = BufReader::new(stream).lines();
        writer.write_all(b"220 test\r\n")?;
        let mut to = String::new();
        while let Some(Ok(line)) = lines.next() {
            let upper = line.to_uppercase();
            if upper.starts_with("RCPT TO:") {
                to = line[8..].trim_matches(['<', '>']).to_owned();
            }
            if upper.starts_with("QUIT") {
                return writer.write_all(b"221 bye\r\n");
            }
            if upper != "DATA" {
                writer.write_all(b"250 ok\r\n")?;
                continue;
            }
            writer.write_all(b"354 go on\r\n")?;
            let raw: Vec<String> = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".").collect();
            let coded: String = raw.iter().skip_while(|line| !line.is_empty()).map(String::as_str).collect();
            let body = String::from_utf8(decoded(&coded)).unwrap();
            let _ = sender.send(ReceivedMail { to: to.clone(), raw: raw.join("\n"), body });
            writer.write_all(b"250 taken\r\n")?;
        }
        Ok(())
    })
}

/// Base64.
fn decoded(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        let value = ALPHABET.iter().position(|known| *known == letter).unwrap_or_else(|| panic!("no base64: {text}"));
        bits = (bits << 6 | u32::try_from(value).unwrap()) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xFF) as u8);
        }
    }
    bytes
}

/// A message as it was sent.
#[derive(Debug)]
pub struct ReceivedMessage {
    /// The `idempotency-key`.
    pub key: String,
    /// Whether its signature was of our secret, over its time and body.
    pub signed: bool,
    /// What it says.
    pub body: Value,
    /// Whether it was taken.
    pub taken: bool,
}

/// A message platform that has trouble with the first message, and knows this secret.
pub fn platform(secret: &'static str) -> Inbox<ReceivedMessage> {
    let first = std::sync::atomic::AtomicBool::new(true);
    Inbox::listen(move |mut stream, sender| {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut head = Vec::new();
        for line in reader.by_ref().lines() {
            let line = line?;
            if line.is_empty() {
                break;
            }
            head.push(line);
        }
        let header = |name: &str| {
            let found = head.iter().filter_map(|line| line.split_once(':')).find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        let mut body = vec![0; header("content-length").parse().unwrap()];
        reader.read_exact(&mut body)?;
        let signature = header("x-qingyuan-signature");
        let (time, hash) = signature.strip_prefix("t=").and_then(|rest| rest.split_once(",v1=")).unwrap();
        let expected = hmac(secret.as_bytes(), &[time.as_bytes(), b".", &body].concat());
        let taken = !first.swap(false, std::sync::atomic::Ordering::SeqCst);
        let status = if taken { "204 No Content" } else { "503 Service Unavailable" };
        stream.write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").as_bytes())?;
        let message = ReceivedMessage {
            key: header("idempotency-key"),
            signed: hash == expected,
            body: serde_json::from_slice(&body).unwrap(),
            taken,
        };
        let _ = sender.send(message);
        Ok(())
    })
}

/// HMAC-SHA256 by RFC 2104, in hexadecimal.
fn hmac(key: &[u8], text: &[u8]) -> String {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let pad = |with: u8| block.map(|byte| byte ^ with).to_vec();
    let inner = Sha256::digest([pad(0x36), text.to_vec()].concat());
    let outer = Sha256::digest([pad(0x5C), inner.to_vec()].concat());
    outer.iter().map(|byte| format!("{byte:02x}")).collect()
}
