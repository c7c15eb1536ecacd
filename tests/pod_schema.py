"""A small JSON Schema of a Pod, for merging: hand-written from the merge keys of core/v1.

The enums are the vocabulary that generated pods are made of: small, so that patches meet what they patch.
"""

from typing import Any

Schema = dict[str, Any]


def texts(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


def numbers(*values: int) -> Schema:
    return {"type": "integer", "enum": list(values)}


def mapping(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


def texts_by_name(*names: str) -> Schema:
    return {"type": "object", "additionalProperties": texts("p", "q", "r"), "propertyNames": {"enum": list(names)}}


def merged_list(items: Schema, *keys: str) -> Schema:
    return {"type": "array", "items": items, "x-kubernetes-list-map-keys": list(keys)}


def replaced_list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


BOOLEAN: Schema = {"type": "boolean", "enum": [True, False]}
SECRET_KEY = mapping(name=texts("s", "t"), key=texts("k", "l"), optional=BOOLEAN)
LIST_NAMES = ("a", "b", "c", "d", "e")

DEFINITIONS: Schema = {
    "Container": mapping(
        name=texts(*LIST_NAMES),
        image=texts("i:1", "i:2"),
        command=replaced_list(texts("sh", "-c")),
        args=replaced_list(texts("--x", "--y", "--z")),
        env=merged_list(
            mapping(
                name=texts("HOME", "USER", "PORT", "MODEL", "TOKEN"),
                value=texts("1", "2", ""),
                valueFrom=mapping(secretKeyRef=SECRET_KEY, fieldRef=mapping(fieldPath=texts("f", "g"))),
            ),
            "name",
        ),
        ports=merged_list(
            mapping(containerPort=numbers(80, 8080, 53, 514), protocol=texts("TCP", "UDP"), name=texts("x", "y")),
            "containerPort",
            "protocol",
        ),
        volumeMounts=merged_list(
            mapping(mountPath=texts("/a", "/b", "/c", "/d"), name=texts("v", "w"), readOnly=BOOLEAN), "mountPath"
        ),
        volumeDevices=merged_list(
            mapping(devicePath=texts("/dev/a", "/dev/b", "/dev/c"), name=texts("v")), "devicePath"
        ),
        resources=mapping(
            limits=texts_by_name("cpu", "memory", "gpu"),
            requests=texts_by_name("cpu", "memory"),
            claims=replaced_list(mapping(name=texts("n", "o"))),
        ),
        livenessProbe=ref("Probe"),
        readinessProbe=ref("Probe"),
        securityContext=mapping(
            runAsUser=numbers(0, 1000),
            runAsNonRoot=BOOLEAN,
            capabilities=mapping(add=replaced_list(texts("X", "Y")), drop=replaced_list(texts("ALL"))),
        ),
    ),
    "Probe": mapping(
        httpGet=mapping(
            path=texts("/", "/z"), port=numbers(80, 81), httpHeaders=replaced_list(mapping(name=texts("h")))
        ),
        exec=mapping(command=replaced_list(texts("true", "false"))),
        periodSeconds=numbers(1, 2, 3),
    ),
}

POD: Schema = {
    "$defs": DEFINITIONS,
    **mapping(
        metadata=mapping(
            name=texts("pod"),
            labels=texts_by_name("app", "tier", "env"),
            annotations=texts_by_name("note", "owner"),
        ),
        spec=mapping(
            containers=merged_list(ref("Container"), "name"),
            initContainers=merged_list(ref("Container"), "name"),
            volumes=merged_list(
                mapping(
                    name=texts("v", "w", "x", "y"),
                    emptyDir=mapping(medium=texts("Memory", ""), sizeLimit=texts("1Gi", "2Gi")),
                    configMap=mapping(name=texts("m"), items=replaced_list(mapping(key=texts("k"), path=texts("p")))),
                    persistentVolumeClaim=mapping(claimName=texts("c", "d"), readOnly=BOOLEAN),
                ),
                "name",
            ),
            imagePullSecrets=merged_list(mapping(name=texts("s1", "s2", "s3")), "name"),
            tolerations=replaced_list(
                mapping(key=texts("k", "l"), operator=texts("Exists"), effect=texts("NoSchedule"))
            ),
            topologySpreadConstraints=merged_list(
                mapping(
                    topologyKey=texts("zone", "host", "rack"),
                    maxSkew=numbers(1, 2),
                    whenUnsatisfiable=texts("DoNotSchedule", "ScheduleAnyway"),
                    labelSelector=mapping(matchLabels=texts_by_name("app")),
                ),
                "topologyKey",
            ),
            hostAliases=merged_list(
                mapping(ip=texts("10.0.0.1", "10.0.0.2", "10.0.0.3"), hostnames=replaced_list(texts("h1", "h2"))), "ip"
            ),
            nodeSelector=texts_by_name("arch", "zone"),
            securityContext=mapping(
                fsGroup=numbers(0, 1000),
                supplementalGroups=replaced_list(numbers(1, 2)),
                seccompProfile=mapping(type=texts("RuntimeDefault", "Unconfined")),
            ),
            serviceAccountName=texts("sa", "sb"),
            hostNetwork=BOOLEAN,
        ),
    ),
}


def resolved(schema: Schema) -> Schema:
    """Return a schema node, its reference followed."""
    if "$ref" not in schema:
        return schema
    found: Schema = DEFINITIONS[schema["$ref"].rpartition("/")[2]]
    return found
