//! Work on several threads with its results in order.

use std::num::{IntErrorKind, NonZeroUsize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Each result may wait for its turn; more items than this per thread are not taken on.
const WAITING_PER_THREAD: usize = 4;

/// More threads than this help nobody, and a machine may refuse them.
const MOST_THREADS: usize = 256;

type Task<I, O> = (I, Sender<Option<O>>);

/// As many threads as there are processors.
pub(super) fn all_processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Reads `--jobs`.
pub(super) fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    match text.parse::<NonZeroUsize>() {
        Ok(count) => Ok(count),
        Err(why) if *why.kind() == IntErrorKind::PosOverflow => Ok(NonZeroUsize::MAX),
        Err(_) => Err("expected a whole number, 1 or more".to_owned()),
    }
}

/// As many threads as asked for, up to 256; as there are processors if not.
pub(super) fn threads(asked: Option<NonZeroUsize>) -> usize {
    asked.map_or_else(all_processors, NonZeroUsize::get).min(MOST_THREADS)
}

/// Applies `work` to all `items` on so many threads. The results come in the order of the items,
/// each as soon as it and those before it are ready; `None` where the work panicked. The threads
/// are not waited for: the program may end while `items` blocks.
pub(super) fn ordered<I, O>(
    threads: usize,
    items: impl Iterator<Item = I> + Send + 'static,
    work: impl Fn(I) -> O + Send + Sync + 'static,
) -> impl Iterator<Item = Option<O>>
where
    I: Send + 'static,
    O: Send + 'static,
{
    let (tasks, taken) = sync_channel::<Task<I, O>>(threads);
    let (waiting, results) = sync_channel(threads * WAITING_PER_THREAD);
    let (taken, work) = (Arc::new(Mutex::new(taken)), Arc::new(work));
    for _ in 0..threads {
        let (taken, work) = (taken.clone(), work.clone());
        // INVARIANT: with fewer threads the work takes longer, and without any no result comes.
        drop(thread::Builder::new().spawn(move || labour(&taken, &*work)));
    }
    drop(thread::Builder::new().spawn(move || hand_out(items, &tasks, &waiting)));
    results.into_iter().map(|promise: Receiver<Option<O>>| promise.recv().ok().flatten())
}

fn hand_out<I, O>(
    items: impl Iterator<Item = I>,
    tasks: &SyncSender<Task<I, O>>,
    waiting: &SyncSender<Receiver<Option<O>>>,
) {
    for item in items {
        let (result, promise) = channel();
        if waiting.send(promise).is_err() || tasks.send((item, result)).is_err() {
            return;
        }
    }
}

fn labour<I, O>(taken: &Mutex<Receiver<Task<I, O>>>, work: &impl Fn(I) -> O) {
    loop {
        let next = taken.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((item, result)) = next else { return };
        let done = catch_unwind(AssertUnwindSafe(|| work(item))).ok();
        // INVARIANT: this fails only if nobody waits for results any more.
        drop(result.send(done));
    }
}
