//! That something is never used, and what to do about it. What is used isn't known here.

use crate::source::{Code, Problem};

pub(super) fn setting(name: &str) -> Problem {
    unused(
        [
            format!("nothing reads the setting `{name}`"),
            format!("intet læser indstillingen `{name}`"),
        ],
        [
            format!("remove it, or read it in an expression: `settings.{name}`"),
            format!("fjern den, eller læs den i et udtryk: `settings.{name}`"),
        ],
    )
}

pub(super) fn interest() -> Problem {
    unused(
        [
            "nothing adds interest: it is only declared".to_owned(),
            "intet tilskriver renter: de er kun erklæret".to_owned(),
        ],
        [
            "remove the file, or add interest in a step or an action: `add_interest: {}`"
                .to_owned(),
            "fjern filen, eller tilskriv renter i et trin eller en handling: `add_interest: {}`"
                .to_owned(),
        ],
    )
}

pub(super) fn input(name: &str) -> Problem {
    unused(
        [
            format!("nothing reads the input `{name}`"),
            format!("intet læser feltet `{name}`"),
        ],
        [
            format!("remove it, or read it in a requirement or an effect: `input.{name}`"),
            format!("fjern det, eller læs det i et krav eller en effekt: `input.{name}`"),
        ],
    )
}

pub(super) fn function(name: &str, call: &str) -> Problem {
    unused(
        [
            format!("nothing calls the function `{name}`"),
            format!("intet kalder funktionen `{name}`"),
        ],
        [
            format!("remove it, or call it in an expression: `{call}`"),
            format!("fjern den, eller kald den i et udtryk: `{call}`"),
        ],
    )
}

pub(super) fn table(name: &str, call: &str) -> Problem {
    unused(
        [
            format!("nothing looks into the table `{name}`"),
            format!("intet slår op i tabellen `{name}`"),
        ],
        [
            format!("remove it, or look into it in an expression: `{call}`"),
            format!("fjern den, eller slå op i den i et udtryk: `{call}`"),
        ],
    )
}

pub(super) fn list(name: &str) -> Problem {
    unused(
        [
            format!("nothing takes from the choice list `{name}`"),
            format!("intet vælger fra valglisten `{name}`"),
        ],
        [
            format!("remove it, or let an input or a fact take from it: `type: {name}`"),
            format!("fjern den, eller lad et felt eller et faktum vælge fra den: `type: {name}`"),
        ],
    )
}

pub(super) fn template(name: &str) -> Problem {
    unused(
        [
            format!("nothing sends the template `{name}`"),
            format!("intet sender skabelonen `{name}`"),
        ],
        [
            format!("remove its files, or name it in an effect: `template: {name}`"),
            format!("fjern dens filer, eller nævn den i en effekt: `template: {name}`"),
        ],
    )
}

pub(super) fn entry(name: &str) -> Problem {
    unused(
        [
            format!("nothing posts or reads the ledger entry `{name}`"),
            format!("intet posterer eller læser kontoposten `{name}`"),
        ],
        [
            format!("remove it, or post it: `entry: {name}` below `post:`"),
            format!("fjern den, eller postér den: `entry: {name}` under `post:`"),
        ],
    )
}

pub(super) fn host_effect(name: &str) -> Problem {
    unused(
        [
            format!("nothing asks for the effect `{name}`"),
            format!("intet beder om effekten `{name}`"),
        ],
        [
            format!(
                "remove it, or ask for it below the `effects:` of an action or a step: `- {name}:`"
            ),
            format!(
                "fjern den, eller bed om den under `effects:` i en handling eller et trin: `- {name}:`"
            ),
        ],
    )
}

fn unused([en, da]: [String; 2], [help_en, help_da]: [String; 2]) -> Problem {
    Problem::new(Code::Unused, en, da).help(help_en, help_da)
}

/// An action that the manifest's menu doesn't name.
pub(super) fn not_in_menu(name: &str) -> Problem {
    Problem::new(
        Code::NotInMenu,
        format!("the manifest's `menu` doesn't name `{name}`, so it comes after all that it names"),
        format!(
            "manifestets `menu` nævner ikke `{name}`, så den kommer efter alle dem, den nævner"
        ),
    )
    .help(
        format!("add `{name}` to `menu:` in `dunlin.yaml`, where people should find it"),
        format!("tilføj `{name}` til `menu:` i `dunlin.yaml`, hvor man skal finde den"),
    )
}
