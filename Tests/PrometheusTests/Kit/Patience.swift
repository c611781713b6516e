import Prometheus
import TestKit

extension PrometheusSettings {
    /// With limits that no machine is slow enough to reach; what is believed for a while is believed all along.
    static var patient: PrometheusSettings {
        var settings = PrometheusSettings()
        settings.connectTimeout = patience
        settings.requestTimeout = patience
        settings.intervalLifetime = .seconds(3600)
        settings.boundsLifetime = .seconds(3600)
        return settings
    }
}
