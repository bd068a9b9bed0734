//! A browser without a window, told what to do by its `DevTools` protocol.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

/// Where Chromium is, if it is.
fn program() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    std::env::split_paths(&folders)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|path| path.is_file())
}

/// A page in a browser.
pub(crate) struct Browser {
    child: Child,
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    page: Option<String>,
    last: u64,
    _profile: TempDir,
}

impl Browser {
    /// A browser; `None`, and said so, where there is none.
    pub(crate) fn start(test: &str) -> Option<Self> {
        let Some(program) = program() else {
            let why = "there is no Chromium on the PATH (Debian: `apt-get install chromium`)";
            let _ = writeln!(std::io::stderr(), "SKIPPED {test}: {why}");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let mut child = Command::new(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"])
            .args(["--no-first-run", "--disable-background-networking", "--window-size=1280,900"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let url = lines
            .find_map(|line| line.ok()?.strip_prefix("DevTools listening on ").map(str::to_owned))
            .unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        let (socket, _) = tungstenite::connect(&url).unwrap();
        Some(Self { child, socket, page: None, last: 0, _profile: profile })
    }

    /// Opens a page in place of the last one.
    pub(crate) fn open(&mut self, url: &str) {
        self.page = None;
        let target = self.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = self.call("Target.attachToTarget", &target);
        self.page = Some(attached["sessionId"].as_str().unwrap().to_owned());
        self.call("Page.enable", &json!({}));
        self.call("Page.navigate", &json!({ "url": url }));
        self.until("document.body?.dataset.ready === 'true'");
    }

    /// Sends a command, and waits for what comes of it.
    pub(crate) fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": parameters });
        if let Some(page) = &self.page {
            command["sessionId"] = json!(page);
        }
        self.socket.send(Message::text(command.to_string())).unwrap();
        loop {
            let Message::Text(text) = self.socket.read().unwrap() else { continue };
            let mut message: Value = serde_json::from_str(&text).unwrap();
            if message["id"] == json!(self.last) {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].take();
            }
        }
    }

    /// The value of an expression, awaited.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let parameters =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut result = self.call("Runtime.evaluate", &parameters);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].take()
    }

    /// The text of an element.
    pub(crate) fn text(&mut self, selector: &str) -> String {
        let value = self.value(&format!("document.querySelector({})?.innerText", json!(selector)));
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression holds.
    pub(crate) fn until(&mut self, expression: &str) {
        let since = Instant::now();
        while self.value(expression) != json!(true) {
            assert!(since.elapsed() < Duration::from_secs(20), "never: {expression}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Types text where the focus is.
    pub(crate) fn enter(&mut self, text: &str) {
        self.call("Input.insertText", &json!({ "text": text }));
    }

    /// Presses a key.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            "Escape" => (27, ""),
            "ArrowDown" => (40, ""),
            "ArrowUp" => (38, ""),
            _ => panic!("{key}"),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({
                "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code,
            });
            if kind == "keyDown" && !text.is_empty() {
                event["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// Presses Tab until the focus is on what a selector says.
    pub(crate) fn tab_to(&mut self, selector: &str) {
        let expression = format!("document.activeElement.matches({})", json!(selector));
        for _ in 0..80 {
            if self.value(&expression) == json!(true) {
                return;
            }
            self.press("Tab");
        }
        panic!("the focus never comes to {selector}");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
