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

use index::{Bytes, Index, Lists};

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
    let packed = Packed::of(&index, &catalogue);
    write(target, "catalogue_index.rs", index_as_code(&packed.index).as_bytes());
    write(target, "catalogue_names.txt", packed.names.as_bytes());
    write(target, "catalogue_services.bin", &packed.services);
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

/// A catalogue of which each service is compressed by itself.
struct Packed {
    index: Index,
    /// The names that the index points to, each once.
    names: String,
    /// The bodies of the services, to which the index points as well.
    services: Vec<u8>,
}

impl Packed {
    fn of(index: &Index, text: &str) -> Self {
        let slice = |(start, end): Bytes| &text[start as usize..end as usize];
        let mut names = Names::default();
        let mut services = Vec::new();
        let mut body = |bytes| {
            let start = services.len();
            services.extend(lz4_flex::compress_prepend_size(slice(bytes).as_bytes()));
            bytes_of(start, services.len())
        };
        let bodies: Vec<Bytes> = index.services.iter().map(|(_, bytes)| body(*bytes)).collect();
        let mut name = |bytes: &Bytes| names.place(slice(*bytes));
        let packed = Index {
            date: name(&index.date),
            types: index.types.iter().map(&mut name).collect(),
            levels: index.levels.iter().map(&mut name).collect(),
            keys: index.keys.iter().map(|(key, of)| (name(key), *of)).collect(),
            sets: index.sets.clone(),
            dependent: Lists {
                ends: index.dependent.ends.clone(),
                members: index.dependent.members.iter().map(&mut name).collect(),
            },
            global: index.global.iter().map(|(key, of)| (name(key), *of)).collect(),
            services: index.services.iter().map(|(prefix, _)| name(prefix)).zip(bodies).collect(),
        };
        Self { index: packed, names: names.text, services }
    }
}

/// Names behind one another.
#[derive(Default)]
struct Names {
    text: String,
    places: BTreeMap<String, Bytes>,
}

impl Names {
    fn place(&mut self, name: &str) -> Bytes {
        if let Some(known) = self.places.get(name) {
            return *known;
        }
        let start = self.text.len();
        self.text += name;
        let place = bytes_of(start, self.text.len());
        self.places.insert(name.to_owned(), place);
        place
    }
}

fn bytes_of(start: usize, end: usize) -> Bytes {
    let number = |at| u32::try_from(at).expect("less than 4 GB");
    (number(start), number(end))
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
