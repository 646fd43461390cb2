"""The table of resource types. A type without a row is made by moto's own model, if it has one."""

from resources import balancing, compute, databases, domains, identity, network, operations, storage

ROWS = {
    **network.ROWS,
    **compute.ROWS,
    **balancing.ROWS,
    **databases.ROWS,
    **storage.ROWS,
    **identity.ROWS,
    **operations.ROWS,
    **domains.ROWS,
}

# moto's model makes them, but cannot delete them: resource type -> function of (physical id, region)
DELETE_OF_MODELS = {**network.DELETE_OF_MODELS, **domains.DELETE_OF_MODELS}
