"""Importing this repairs moto: a module for each service, `every_service` for all of them."""

from . import (  # noqa: F401
    autoscaling,
    cloudformation,
    ec2,
    elasticache,
    elbv2,
    every_service,
    rds,
    route53,
    s3,
)
