//! Small pictures of pictures and of the pages of a PDF, drawn anew: what was hidden in a file stays there. Meant for a process
//! of its own, since it reads what strangers sent.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbImage};
use kernel::{Code, Error, Result};
use serde::{Deserialize, Serialize};

/// Pixels of a picture at most, before it is unpacked: a small file can claim to be a huge picture.
const PIXELS: u64 = 60_000_000;
/// Bytes that unpacking takes at most.
const MEMORY: u64 = 512 * 1024 * 1024;
/// How good a JPEG is.
const QUALITY: u8 = 85;

/// What is to be drawn.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PreviewOrder {
    /// The media type that the bytes have by their beginning.
    pub kind: String,
    /// Pixels across, at most.
    pub width: u32,
    /// The page of a PDF, from 1.
    pub page: usize,
}

/// How a picture is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Without transparency.
    Jpeg,
    /// With it.
    Png,
}

impl Kind {
    /// Its media type.
    pub fn media(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// A picture that was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// How it is packed.
    pub kind: Kind,
    /// How many pages there are.
    pub pages: usize,
    /// Its bytes.
    pub picture: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    kind: Kind,
    pages: usize,
}

impl Drawn {
    /// What stands on a line before the bytes.
    pub fn head(&self) -> String {
        let head = Head {
            kind: self.kind,
            pages: self.pages,
        };
        serde_json::to_string(&head).unwrap_or_default()
    }

    /// Reads the line and the bytes.
    pub fn read(made: &[u8]) -> Option<Self> {
        let end = made.iter().position(|b| *b == b'\n')?;
        let head: Head = serde_json::from_slice(&made[..end]).ok()?;
        Some(Self {
            kind: head.kind,
            pages: head.pages,
            picture: made[end + 1..].to_vec(),
        })
    }
}

/// Draws a preview.
///
/// # Errors
/// `invalid_value` if the bytes can't be read, or are too much.
pub fn draw(order: &PreviewOrder, bytes: &[u8]) -> Result<Drawn> {
    let (picture, pages) = if order.kind == "application/pdf" {
        page(order, bytes)?
    } else {
        (picture(order, bytes)?, 1)
    };
    let (width, height) = (picture.width(), picture.height());
    let small = if width > order.width || height > order.width * 2 {
        picture.thumbnail(order.width, order.width * 2)
    } else {
        picture
    };
    let mut out = Vec::new();
    let kind = if small.color().has_alpha() {
        small
            .write_to(&mut Cursor::new(&mut out), ImageFormat::Png)
            .map_err(refused)?;
        Kind::Png
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
        small.to_rgb8().write_with_encoder(encoder).map_err(refused)?;
        Kind::Jpeg
    };
    Ok(Drawn {
        kind,
        pages,
        picture: out,
    })
}

fn picture(order: &PreviewOrder, bytes: &[u8]) -> Result<DynamicImage> {
    let format = match order.kind.as_str() {
        "image/png" => ImageFormat::Png,
        "image/jpeg" => ImageFormat::Jpeg,
        "image/gif" => ImageFormat::Gif,
        "image/webp" => ImageFormat::WebP,
        other => return Err(refused(format!("{other} isn't drawn"))),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err(refused(format!("{width} × {height} pixels are too many")));
    }
    let turned = decoder.orientation().map_err(refused)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    picture.apply_orientation(turned);
    Ok(picture)
}

fn page(order: &PreviewOrder, bytes: &[u8]) -> Result<(DynamicImage, usize)> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|e| refused(format!("{e:?}")))?;
    let pages = pdf.pages();
    let page = pages.get(order.page.saturating_sub(1));
    let page = page.ok_or_else(|| refused("there is no such page"))?;
    let (width, height) = page.render_dimensions();
    if !(1.0..=20_000.0).contains(&width) || !(1.0..=20_000.0).contains(&height) {
        return Err(refused("a page of no size"));
    }
    let wide = order.width as f32;
    let scale = (wide / width).min(wide * 2.0 / height);
    let settings = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
        ..RenderSettings::default()
    };
    let lacking = Arc::new(AtomicBool::new(false));
    let (fonts, maps) = (lacking.clone(), lacking.clone());
    let reading = InterpreterSettings {
        font_resolver: Arc::new(move |_| {
            fonts.store(true, Ordering::Relaxed);
            None
        }),
        cmap_resolver: Arc::new(move |_| {
            maps.store(true, Ordering::Relaxed);
            None
        }),
        ..InterpreterSettings::default()
    };
    let drawn = render(page, &RenderCache::new(), &reading, &settings);
    // A page whose words are missing would say something else than the document does.
    if lacking.load(Ordering::Relaxed) {
        return Err(refused("it doesn't bring its fonts"));
    }
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let colours = drawn.take_unpremultiplied().into_iter().flat_map(|c| [c.r, c.g, c.b]);
    let picture = RgbImage::from_raw(width, height, colours.collect());
    let picture = picture.ok_or_else(|| refused("a page of no size"))?;
    Ok((picture.into(), pages.len()))
}

fn refused(why: impl std::fmt::Display) -> Error {
    Error::new(Code::InvalidValue)
        .detail("这个文件无法预览", "This file can't be previewed")
        .private(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(kind: &str, width: u32) -> PreviewOrder {
        PreviewOrder {
            kind: kind.to_owned(),
            width,
            page: 1,
        }
    }

    fn packed(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, image::Rgb([200, 30, 30])));
        picture.write_to(&mut Cursor::new(&mut out), format).unwrap();
        out
    }

    #[test]
    fn a_picture_becomes_smaller_and_never_larger() {
        for (kind, format) in [
            ("image/png", ImageFormat::Png),
            ("image/jpeg", ImageFormat::Jpeg),
            ("image/gif", ImageFormat::Gif),
            ("image/webp", ImageFormat::WebP),
        ] {
            let drawn = draw(&order(kind, 80), &packed(format, 200, 100)).unwrap();
            let small = image::load_from_memory(&drawn.picture).unwrap();
            assert_eq!((small.width(), small.height(), drawn.pages), (80, 40, 1), "{kind}");
            let drawn = draw(&order(kind, 80), &packed(format, 20, 10)).unwrap();
            assert_eq!(image::load_from_memory(&drawn.picture).unwrap().width(), 20, "{kind}");
        }
    }

    #[test]
    fn what_is_hidden_in_a_picture_stays_there() {
        let mut bytes = packed(ImageFormat::Jpeg, 40, 40);
        bytes.extend_from_slice(b"<script>alert(1)</script>");
        let drawn = draw(&order("image/jpeg", 80), &bytes).unwrap();
        assert!(!drawn.picture.windows(7).any(|w| w == b"<script"));
    }

    /// A PNG of a few bytes that says it has so many pixels.
    fn claims(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = packed(ImageFormat::Png, 1, 1);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        // The checksum of the header is over its name and content.
        let crc = bytes[12..29].iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ (if crc & 1 == 1 { 0xEDB8_8320 } else { 0 })
            })
        });
        bytes[29..33].copy_from_slice(&(!crc).to_be_bytes());
        bytes
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        for (width, height) in [(100_000, 100_000), (20_000, 20_000), (u32::MAX >> 1, 1)] {
            let refused = draw(&order("image/png", 80), &claims(width, height)).unwrap_err();
            assert_eq!(refused.code(), Code::InvalidValue);
        }
        for kind in [
            "image/png",
            "image/jpeg",
            "image/gif",
            "image/webp",
            "application/pdf",
            "image/svg+xml",
        ] {
            for bytes in [&b""[..], b"%PDF-1.7\nnothing", b"\x89PNG\r\n\x1a\n", &[0xff; 100]] {
                assert!(draw(&order(kind, 80), bytes).is_err(), "{kind} {bytes:?}");
            }
        }
    }
}
