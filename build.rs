//! Makes the indices of the data that comes with the program.

#![expect(clippy::expect_used, reason = "data that cannot be read must stop the build")]
#![allow(dead_code, reason = "the reader is the program's own and can do more than is needed here")]

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};
use std::path::Path;
use std::{env, fs};

use flate2::{Compress, Compression, FlushCompress};
use serde::Deserialize;
use serde_json::value::RawValue;

#[path = "src/catalog/entries.rs"]
mod entries;
#[path = "src/catalog/index.rs"]
mod index;
#[path = "src/catalog/raw.rs"]
mod raw;

use index::{Index, Lists};

const DATA: &str = "src/catalog/data";

/// So many documents are deflated together: a compromise between size and time.
const BLOCK: usize = 8;

fn main() {
    for path in
        [DATA, "build.rs", "src/catalog/index.rs", "src/catalog/raw.rs", "src/catalog/entries.rs"]
    {
        println!("cargo:rerun-if-changed={path}");
    }
    let target = env::var_os("OUT_DIR").expect("cargo tells where");
    let target = Path::new(&target);
    let catalogue = read("catalogue.json");
    let index = Index::of(&catalogue).expect("a catalogue");
    write(target, "catalogue_index.rs", index_as_code(&index).as_bytes());
    let (names, blocks) = deflated(&read("managed_policies.json"));
    write(target, "managed_policies.tsv", names.as_bytes());
    write(target, "managed_policies.bin", &blocks);
}

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(DATA).join(name)).expect(name)
}

fn write(folder: &Path, name: &str, content: &[u8]) {
    fs::write(folder.join(name), content).expect(name);
}

fn index_as_code(index: &Index) -> String {
    let Index { date, types, levels, keys, sets, dependent, global, services } = index;
    let borrowed = |list: &dyn Debug| format!("Cow::Borrowed(&{list:?})");
    format!(
        "pub(in crate::catalog) static INDEX: Index = Index {{ date: {date:?}, types: {}, levels: {}, keys: {}, \
         sets: {}, dependent: {}, global: {}, services: {} }};\n",
        borrowed(types),
        borrowed(levels),
        borrowed(keys),
        lists_as_code(sets),
        lists_as_code(dependent),
        borrowed(global),
        borrowed(services),
    )
}

fn lists_as_code<T: Copy + Debug>(lists: &Lists<T>) -> String {
    let Lists { ends, members } = lists;
    format!("Lists {{ ends: Cow::Borrowed(&{ends:?}), members: Cow::Borrowed(&{members:?}) }}")
}

#[derive(Deserialize)]
struct Collection<'t> {
    #[serde(borrow)]
    policies: BTreeMap<&'t str, (&'t str, &'t str, &'t str, &'t RawValue)>,
}

fn deflated(text: &str) -> (String, Vec<u8>) {
    let collection: Collection<'_> = serde_json::from_str(text).expect("managed policies");
    let policies: Vec<_> = collection.policies.iter().collect();
    let (mut names, mut blocks) = (String::new(), Vec::new());
    for block in policies.chunks(BLOCK) {
        let mut documents = String::new();
        let start = blocks.len();
        for (name, (path, version, updated, document)) in block {
            let from = documents.len();
            documents += document.get();
            let to = documents.len();
            writeln!(names, "{name}\t{path}\t{version}\t{updated}\t{start}\t{from}\t{to}")
                .expect("text takes everything");
        }
        blocks.extend(deflate(documents.as_bytes()));
    }
    (names, blocks)
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut deflated = Vec::with_capacity(bytes.len() + 64);
    Compress::new(Compression::best(), false)
        .compress_vec(bytes, &mut deflated, FlushCompress::Finish)
        .expect("a block that fits");
    deflated
}
