//! Typst on one template and one file of data: no other file, no package, no clock.

use kernel::{Error, Lang, Result};
use serde_json::Value as Json;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::FontFile;

const TEMPLATE: &str = "main.typ";
const DATA: &str = "data.json";

struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    data: FileId,
    bytes: Bytes,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data {
            Ok(self.bytes.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

pub(crate) fn pdf(template: &str, data: &Json, lang: Lang, fonts: Vec<FontFile>) -> Result<Vec<u8>> {
    let fonts: Vec<Font> = fonts
        .into_iter()
        .flat_map(|file| Font::iter(Bytes::new(file)))
        .collect();
    if fonts.is_empty() {
        return Err(Error::internal("no font to typeset with"));
    }
    let id = |name: &str| -> Result<FileId> {
        let path = VirtualPath::new(name).map_err(|e| Error::internal(format!("{name}: {e:?}")))?;
        Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
    };
    let mut told = data.clone();
    told["lang"] = match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    }
    .into();
    let desk = Desk {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::new(id(TEMPLATE)?, template.to_owned()),
        data: id(DATA)?,
        bytes: Bytes::new(serde_json::to_vec(&told).map_err(Error::internal)?),
    };
    let document: PagedDocument = typst::compile(&desk).output.map_err(|faults| refused(&faults))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Stagecraft".into())),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|faults| refused(&faults))
}

fn refused(faults: &[SourceDiagnostic]) -> Error {
    let texts: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    Error::internal(format!("the document could not be typeset: {}", texts.join("; ")))
}
