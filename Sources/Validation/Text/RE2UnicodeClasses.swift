/// The classes of `\p{…}`. Categories come from the standard library's tables; it has none for scripts.
enum RE2UnicodeClasses {
    enum Class {
        case categories(UInt32)
        case ranges([ClosedRange<UInt32>])
        /// Known to RE2, but HotSwap has no table of its characters.
        case script
    }

    static func named(_ name: String) -> Class? {
        switch name {
        case "Any": return .ranges([0...RE2CharacterSet.last])
        case "ASCII": return .ranges([0...0x7F])
        case "Assigned": return .categories(~bit(.unassigned))
        case "LC": return .categories(bit(.uppercaseLetter) | bit(.lowercaseLetter) | bit(.titlecaseLetter))
        default: break
        }
        let mask = mask(of: [name])
        if mask != 0, name.utf8.count <= 2 { return .categories(mask) }
        return scripts.contains(name) ? .script : nil
    }

    /// Categories by the beginnings of their names.
    static func mask(of names: [String]) -> UInt32 {
        categories.filter { category in names.contains { category.key.hasPrefix($0) } }.reduce(0) {
            $0 | bit($1.value)
        }
    }

    static func has(_ scalar: UInt32, _ mask: UInt32) -> Bool {
        Unicode.Scalar(scalar).map { bit($0.properties.generalCategory) & mask != 0 } ?? false
    }

    private static func bit(_ category: Unicode.GeneralCategory) -> UInt32 {
        (order.firstIndex(of: category)).map { 1 << UInt32($0) } ?? 0
    }

    private static let order = categories.sorted { $0.key < $1.key }.map(\.value)

    private static let categories: [String: Unicode.GeneralCategory] = [
        "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter, "Lm": .modifierLetter,
        "Lo": .otherLetter, "Mn": .nonspacingMark, "Mc": .spacingMark, "Me": .enclosingMark, "Nd": .decimalNumber,
        "Nl": .letterNumber, "No": .otherNumber, "Pc": .connectorPunctuation, "Pd": .dashPunctuation,
        "Ps": .openPunctuation, "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation,
        "Po": .otherPunctuation, "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol, "So": .otherSymbol,
        "Zs": .spaceSeparator, "Zl": .lineSeparator, "Zp": .paragraphSeparator, "Cc": .control, "Cf": .format,
        "Cs": .surrogate, "Co": .privateUse, "Cn": .unassigned,
    ]

    private static let scripts = Set(
        """
        Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki
        Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee
        Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan
        Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi
        Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited
        Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kawi Kayah_Li Kharoshthi
        Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani
        Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui
        Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari
        New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian
        Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong
        Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian
        Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le
        Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai
        Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square
        """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
