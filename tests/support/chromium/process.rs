//! A browser as a process: its last words, and its end by its own process id.

use std::{
    collections::VecDeque,
    io::{self, BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

/// How many lines of stderr are kept for error messages.
const LINES: usize = 30;

/// A running browser. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    last_words: LastWords,
}

/// The last lines that the browser wrote to stderr.
#[derive(Clone, Debug, Default)]
pub(super) struct LastWords(Arc<Mutex<VecDeque<String>>>);

impl LastWords {
    fn push(&self, line: String) {
        let mut lines = self.0.lock().expect("nobody panics with the lines in hand");
        if lines.len() == LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    /// The lines as one text.
    pub(super) fn text(&self) -> String {
        let lines = self.0.lock().expect("nobody panics with the lines in hand");
        lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

impl Process {
    /// Starts the command; the receiver gets the DevTools address when the browser names it on stderr.
    pub(super) fn start(mut command: Command) -> io::Result<(Self, oneshot::Receiver<String>)> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let stderr = child.stderr.take().expect("stderr is piped");
        let last_words = LastWords::default();
        let heard = last_words.clone();
        let (sender, receiver) = oneshot::channel();
        thread::spawn(move || {
            let mut address = Some(sender);
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(found) = line.strip_prefix("DevTools listening on ")
                    && let Some(address) = address.take()
                {
                    // Nobody listening means that the launch was given up; the process ends with it.
                    let _ = address.send(found.trim().to_owned());
                }
                heard.push(line);
            }
        });
        Ok((Self { child, last_words }, receiver))
    }

    /// The process id.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it said last.
    pub(super) fn last_words(&self) -> LastWords {
        self.last_words.clone()
    }

    /// Waits until it has ended by itself; `false` if it still runs after `patience`.
    pub(super) async fn ended_within(&mut self, patience: Duration) -> io::Result<bool> {
        let deadline = Instant::now() + patience;
        loop {
            if self.child.try_wait()?.is_some() {
                return Ok(true);
            }
            if Instant::now() >= deadline {
                return Ok(false);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Asks it to end as the system does at log-off, so that it writes its profile to disk.
    pub(super) fn ask_to_end(&mut self) -> io::Result<()> {
        if cfg!(unix) {
            let status = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status()?;
            if status.success() { Ok(()) } else { Err(io::Error::other("expected `kill -TERM` to find the browser")) }
        } else {
            self.child.kill()
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // An error means that it has ended already, which is all that is wanted here.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
