//! Letter case, for finding names however they are written. The table of all scripts costs 15 KB of wasm, so the
//! alphabets of Europe and full-width Latin have to do.

/// The text in lowercase; letters of other alphabets stay as they are.
pub fn lowercase(text: &str) -> String {
    text.chars().map(lower).collect()
}

fn lower(letter: char) -> char {
    let code = u32::from(letter);
    let lower = match code {
        // Latin, Greek, Cyrillic and full-width: the two cases stand apart.
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f | 0xff21..=0xff3a => {
            code + 0x20
        }
        0x400..=0x40f => code + 0x50,
        0x386 => 0x3ac,
        0x388..=0x38a => code + 0x25,
        0x38c => 0x3cc,
        0x38e | 0x38f => code + 0x3f,
        // Latin and Cyrillic letters of single languages: capital and small letter take turns.
        0x100..=0x12f | 0x132..=0x137 | 0x14a..=0x177 | 0x1e00..=0x1e95 | 0x1ea0..=0x1eff | 0x460..=0x481 => code | 1,
        0x48a..=0x4bf | 0x4d0..=0x52f => code | 1,
        0x139..=0x148 | 0x179..=0x17e => code + (code & 1),
        0x178 => 0xff,
        0x1e9e => 0xdf,
        _ => code,
    };
    char::from_u32(lower).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_europe_are_lowered() {
        assert_eq!(lowercase("ŁÓDŹ Ärger.EXE ΈΡΓΟ Ђорђе ШКАФ Ｗ"), "łódź ärger.exe έργο ђорђе шкаф ｗ");
        assert_eq!(lowercase("×÷ß日本"), "×÷ß日本");
    }

    #[test]
    fn every_letter_that_is_lowered_is_lowered_as_unicode_says() {
        for letter in (0..=0x1_ffff).filter_map(char::from_u32) {
            let lowered = lower(letter);
            let unicode: Vec<char> = letter.to_lowercase().collect();
            assert!(lowered == letter || unicode == [lowered], "{letter} U+{:04X}", u32::from(letter));
        }
    }

    #[test]
    fn no_letter_of_europe_is_left_out_but_one_with_two_lowercase_letters_and_sixteen_of_the_caucasus() {
        let europe = ('\0'..='\u{17f}').chain('\u{386}'..='\u{3ab}').chain('\u{400}'..='\u{52f}');
        let left_out: Vec<char> = europe.filter(|letter| !letter.to_lowercase().eq([lower(*letter)])).collect();
        let caucasus = ['Ӏ', 'Ӂ', 'Ӄ', 'Ӆ', 'Ӈ', 'Ӊ', 'Ӌ', 'Ӎ'];
        assert_eq!(left_out, [&['İ'][..], &caucasus].concat());
    }
}
