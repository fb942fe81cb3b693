// What an archive of an organisation holds, and what it says of itself.

export const FORMAT = 'sutra-organisation/1';

/** Whether a column is left out: what opens a door, or tells what does, never leaves. Its comment says so. */
export function isWithheld(comment: string | null): boolean {
  return /\b(?:credential|secret|sealed with the platform key)\b/.test(comment ?? '');
}

/** The words for whoever opens the archive without us. */
export function readme(organisation: string, at: Date): string {
  return `${organisation}
Everything that belonged to this organisation in Sutra on ${at.toISOString()}.

tables/     One file for each table. Each line is one row as a JSON object (NDJSON, UTF-8). Instants are ISO 8601 with
            their offset, money is in paise, bytes are \\x and hexadecimal digits.
manifest.json
            The tables with the number of rows, the size and the SHA-256 of each file, the columns that are in it and
            those that were left out, and the version of the database. All files show one and the same moment.

Left out:   Hashes of API keys and whatever else could open a door. Passwords, sessions and devices belong to people, not
            to the organisation: they are not here, and neither are names and numbers of people beyond invitations.
Sealed:     In audit.entry the columns "personal" and "origin" are sealed with keys of the people they are about, and stay
            sealed here: the hash chain covers them as they are. Whoever may read the audit log in Sutra reads them there,
            until such a key is destroyed on the wish of its person. The chain itself can be verified with the export of
            the page "Audit log".

${organisation}
${at.toISOString()} को Sutra में इस संगठन का जो कुछ था, वह सब यहाँ है।

tables/     हर तालिका की एक फ़ाइल; हर पंक्ति एक JSON (NDJSON, UTF-8)। रकम पैसे में है।
manifest.json
            हर फ़ाइल की पंक्तियाँ, आकार और SHA-256; कौन-से कॉलम हैं और कौन-से छोड़े गए; डेटाबेस का संस्करण।

छोड़ा गया:   API कुंजियों के हैश और जो कुछ ताला खोल सके। पासवर्ड, सत्र और डिवाइस लोगों के हैं, संगठन के नहीं।
सीलबंद:     audit.entry में "personal" और "origin" उन लोगों की कुंजियों से सील हैं जिनके बारे में वे हैं, और सील ही रहते हैं।
`;
}
