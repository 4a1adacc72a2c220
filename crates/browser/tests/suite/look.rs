//! How a page is looked at: on which screen, in which light, in which language. Nothing of a browser.

/// A screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Screen {
    Desk,
    Phone,
    /// As wide as a picture in a document.
    Book,
}

impl Screen {
    /// Those that people work at.
    pub(crate) const ALL: [Self; 2] = [Self::Desk, Self::Phone];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Phone => "phone",
            Self::Book => "book",
        }
    }

    /// Its width and height in CSS pixels.
    pub(crate) fn size(self) -> (u32, u32) {
        match self {
            Self::Desk => (1280, 900),
            Self::Phone => (390, 844),
            Self::Book => (920, 1_000),
        }
    }
}

/// The light that a reader prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Light {
    Light,
    Dark,
}

impl Light {
    pub(crate) const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// As CSS has it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A language that pages are read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    English,
    Danish,
}

impl Tongue {
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::Danish];

    /// As HTML has it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Danish => "da",
        }
    }
}

/// All of a look but the language.
pub(crate) fn every() -> impl Iterator<Item = (Screen, Light)> {
    let screens = Screen::ALL.into_iter();
    screens.flat_map(|screen| Light::ALL.into_iter().map(move |light| (screen, light)))
}
