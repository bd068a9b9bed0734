//! Makes the indices of the data that comes with the program.

#![expect(clippy::expect_used, reason = "data that cannot be read must stop the build")]
#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the readers are the program's own and can do more than is needed here"
)]

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
#[path = "src/text/packed.rs"]
mod packed;
#[path = "src/catalog/raw.rs"]
mod raw;

use index::{Bytes, Index, Lists};

const DATA: &str = "src/catalog/data";

/// Folders of texts that the program shows whole.
const TEXTS: [&str; 3] = ["docs/evaluation", "docs/schemas", "src/serve/page"];

/// What else decides about the outcome.
const CODE: [&str; 5] = [
    "build.rs",
    "src/catalog/index.rs",
    "src/catalog/raw.rs",
    "src/catalog/entries.rs",
    "src/text/packed.rs",
];

/// So many documents are packed together: a compromise between size and time.
const BLOCK: usize = 16;

/// What services have in common is small, and stands in the program as it is.
const SERVICES_DICTIONARY: usize = 8_000;

/// What managed policies have in common.
const MANAGED_DICTIONARY: usize = 32_000;

/// A dictionary has at least so many texts, so that it speaks of many things.
const EXAMPLES: usize = 8;

fn main() {
    for path in TEXTS.iter().chain(&CODE).chain(&[DATA]) {
        println!("cargo:rerun-if-changed={path}");
    }
    let target = env::var_os("OUT_DIR").expect("cargo tells where");
    let target = Path::new(&target);
    let catalogue = read("catalogue.json");
    let index = Index::of(&catalogue).expect("a catalogue");
    let packed = Packed::of(&index, &catalogue);
    write(target, "catalogue_index.rs", index_as_code(&packed.index).as_bytes());
    write(target, "catalogue_names.txt", packed.names.as_bytes());
    write(target, "catalogue_dictionary.txt", packed.dictionary.as_bytes());
    write(target, "catalogue_services.bin", &packed.services);
    managed_policies(target, &read("managed_policies.json"));
    for folder in TEXTS {
        pack_folder(target, folder);
    }
}

fn pack_folder(target: &Path, folder: &str) {
    fs::create_dir_all(target.join(folder)).expect(folder);
    for entry in fs::read_dir(folder).expect(folder) {
        let path = entry.expect(folder).path();
        let text = fs::read_to_string(&path).expect("a text");
        fs::write(target.join(&path), packed(&text, "")).expect(folder);
    }
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
    /// What the bodies of services have in common.
    dictionary: String,
    /// The bodies of the services, to which the index points as well.
    services: Vec<u8>,
}

impl Packed {
    fn of(index: &Index, text: &str) -> Self {
        let slice = |(start, end): Bytes| &text[start as usize..end as usize];
        let mut names = Names::default();
        let mut services = Vec::new();
        let texts: Vec<&str> = index.services.iter().map(|(_, bytes)| slice(*bytes)).collect();
        let dictionary = dictionary(&texts, SERVICES_DICTIONARY);
        let mut body = |bytes| {
            let start = services.len();
            services.extend(packed(slice(bytes), &dictionary));
            bytes_of(start, services.len())
        };
        let bodies: Vec<Bytes> = index.services.iter().map(|(_, bytes)| body(*bytes)).collect();
        let mut name = |bytes: &Bytes| names.place(slice(*bytes));
        let index = Index {
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
        Self { index, names: names.text, dictionary, services }
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

fn managed_policies(target: &Path, text: &str) {
    let collection: Collection<'_> = serde_json::from_str(text).expect("managed policies");
    let policies: Vec<_> = collection.policies.iter().collect();
    let documents: Vec<&str> = policies.iter().map(|(_, (.., document))| document.get()).collect();
    let dictionary = dictionary(&documents, MANAGED_DICTIONARY);
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
        blocks.extend(packed(&documents, &dictionary));
    }
    write(target, "managed_dictionary", &packed(&dictionary, ""));
    write(target, "managed_names", &packed(&names, ""));
    write(target, "managed_policies.bin", &blocks);
}

/// Short texts from everywhere in a list: what many have in common is packed only once.
fn dictionary(texts: &[&str], size: usize) -> String {
    let is_short = |text: &&str| text.len() < size / EXAMPLES;
    let short: Vec<&str> = texts.iter().copied().filter(is_short).collect();
    let total: usize = short.iter().map(|text| text.len()).sum();
    short.into_iter().step_by(total.div_ceil(size).max(1)).collect()
}

/// A text as [`packed::unpacked`] reads it with the same dictionary.
fn packed(text: &str, dictionary: &str) -> Vec<u8> {
    let mut deflated = Vec::with_capacity(dictionary.len() + text.len() + 1_024);
    let mut deflating = Compress::new(Compression::best(), false);
    if !dictionary.is_empty() {
        deflating
            .compress_vec(dictionary.as_bytes(), &mut deflated, FlushCompress::Sync)
            .expect("a dictionary that fits");
        deflated.clear();
    }
    deflating
        .compress_vec(text.as_bytes(), &mut deflated, FlushCompress::Finish)
        .expect("a text that fits");
    let size = u32::try_from(text.len()).expect("less than 4 GB").to_le_bytes();
    let packed = [&size[..], &deflated].concat();
    let unpacked = packed::unpacked(&packed, dictionary);
    assert_eq!(unpacked.as_deref(), Some(text), "what was packed is not what comes out");
    packed
}
