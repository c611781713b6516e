/// Over how long rates are taken.
package enum RateLength {
    /// Four scrapes, so that a late one and a lost one still leave the two samples that a rate needs.
    package static func of(scrapeInterval: Duration) -> Duration { scrapeInterval * 4 }
}
