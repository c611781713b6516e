import Domain
import Mesh
import MeshModel
import Synchronization

/// What the lint looks up in a picture, made when it is asked for first: a thousand rollouts that are judged by one
/// picture share it.
final class PictureIndexes: Sendable {
    private let concerns = Mutex<ConcernIndex?>(nil)
    private let surroundings = Mutex<[Domain.Mesh: Surroundings]>([:])

    /// Which policies have to do with which.
    func concerns(_ make: () -> ConcernIndex) -> ConcernIndex {
        concerns.withLock { made in
            if let made { return made }
            let new = make()
            made = new
            return new
        }
    }

    /// What the mechanics of a mesh's kinds look at.
    func surroundings(of mesh: Domain.Mesh, _ make: () -> Surroundings) -> Surroundings {
        surroundings.withLock { made in
            if let known = made[mesh] { return known }
            let new = make()
            made[mesh] = new
            return new
        }
    }
}

extension MeshPicture {
    /// Which policies have to do with which.
    var concerns: ConcernIndex { indexes.concerns { ConcernIndex(self) } }

    /// The picture as the mechanics of the mesh's kinds look at it.
    func surroundings(of mesh: Domain.Mesh) -> Surroundings {
        indexes.surroundings(of: mesh) {
            let objects = policies.compactMap { document in
                MeshObjectName(of: document).map { ($0, ObjectContent.of(document)) }
            }
            var surroundings = Surroundings(
                pods: pods(of: mesh).map(\.workload), services: services.map(\.service),
                objects: Dictionary(objects) { first, _ in first }, rootNamespace: rootNamespace)
            if domain != nil { surroundings.clusterDomain = ClusterDomain.usual }
            return surroundings
        }
    }
}
