"""The files of the deployment: that they agree with the project and with each other."""

from __future__ import annotations

import json
import re
import tomllib
from fnmatch import fnmatch
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from shallownet.stage.assets import component_name
from tools.nginx import TEMPLATE, configuration
from tools.server import ROOT

DEPLOY = ROOT / "deploy"
SECRET = "STREAMLIT_SERVER_COOKIE_SECRET"
# What the image's environment is, as far as requirements ask.
IMAGE = {
    "python_version": "3.12",
    "python_full_version": "3.12.13",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}


def read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


# --- what is installed -----------------------------------------------------------------------------------


def pins() -> dict[str, str]:
    """Names and versions; each has a hash, or pip would refuse all."""
    entries = re.split(r"\n(?=\S)", read("constraints.txt"))
    pinned = {}
    for entry in (entry for entry in entries if not entry.startswith("#")):
        found = re.match(r"([\w.-]+)==(\S+)(?: \\\n    --hash=sha256:[0-9a-f]{64})+\s*$", entry)
        assert found, entry
        pinned[canonicalize_name(found[1])] = found[2]
    return pinned


def needed(requirements: list[str]) -> list[Requirement]:
    """Those of them that hold in the image."""
    parsed = map(Requirement, requirements)
    return [one for one in parsed if one.marker is None or one.marker.evaluate(dict(IMAGE))]


def test_every_run_time_dependency_is_pinned_within_its_range() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = pins()
    waiting, seen = needed(project["dependencies"]), set()
    assert waiting
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        assert name in pinned, f"{one} is not pinned"
        assert one.specifier.contains(pinned[name]), f"{one} does not allow {pinned[name]}"
        # Of another version than the one here nothing is known.
        if name not in seen and version(name) == pinned[name]:
            waiting += needed(requires(name) or [])
        seen.add(name)
    assert {"streamlit", "numpy", "starlette", "scipy"} <= seen


# --- the image -------------------------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's, each in one line."""
    lines = [line for line in read("Dockerfile").splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage, without its FROM."""
    found: list[list[tuple[str, str]]] = []
    for instruction in instructions():
        if instruction[0] == "FROM":
            found.append([])
        elif found:
            found[-1].append(instruction)
    return found


def told(word: str) -> list[str]:
    """What the last stage says with this word."""
    return [rest for said, rest in stages()[-1] if said == word]


def test_the_base_is_pinned_and_may_be_pinned_by_digest() -> None:
    assert ("ARG", "PYTHON=python:3.12.13-slim-bookworm") in instructions()
    assert {rest.split()[0] for word, rest in instructions() if word == "FROM"} == {"${PYTHON}"}


def test_the_image_is_not_root_s_and_has_no_tools() -> None:
    (user,) = told("USER")
    (default,) = [rest for rest in told("ARG") if rest.startswith("USER=")]
    assert user == "${USER}:${USER}"
    assert int(default.removeprefix("USER=")) >= 10000
    assert not told("RUN"), "what is made is made in the stage before"
    assert [word for word, _ in stages()[-1]].index("USER") > max(
        index for index, (word, _) in enumerate(stages()[-1]) if word == "COPY"
    )


def test_what_is_copied_is_there_and_gets_through() -> None:
    """`.dockerignore` keeps everything out but what it lets in again."""
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = [rest.split()[:-1] for word, rest in instructions() if word == "COPY" and "--from" not in rest]
    for source in (source for sources in copied for source in sources):
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source, allowed) for allowed in let_in), source
    assert {*let_in} == {source for sources in copied for source in sources}


def test_it_starts_the_app_and_asks_for_its_health() -> None:
    (start,) = told("CMD")
    assert json.loads(start)[:3] == ["streamlit", "run", "app.py"]
    assert {"0.0.0.0", "8501"} <= set(json.loads(start))
    (health,) = told("HEALTHCHECK")
    program = json.loads(health[health.index("CMD") + 3 :])
    assert program[:2] == ["python", "-c"]
    compile(program[2], "health check", "exec")
    assert "http://127.0.0.1:8501/_stcore/health" in program[2]
    environment = " ".join(told("ENV"))
    for threads in ("OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "MKL_NUM_THREADS=1"):
        assert threads in environment


def test_no_secret_is_in_the_image() -> None:
    assert "SECRET" not in read("Dockerfile").upper()
    assert "secrets.toml" not in (ROOT / ".dockerignore").read_text()


# --- nginx -----------------------------------------------------------------------------------------------


def test_nginx_knows_the_stage_s_assets_by_their_hash() -> None:
    (kept,) = re.findall(r"location ~ (\^/\(static.*?) \{", TEMPLATE.read_text(encoding="utf-8"))
    assert re.match(kept, f"/_stcore/bidi-components/{component_name()}/stage.js")
    assert re.match(kept, "/static/js/index.DormvYxC.js")
    assert not re.match(kept, "/_stcore/bidi-components/shallownet.other/stage.js")


def test_a_name_that_nothing_fills_in_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = tmp_path / "nginx.conf.template"
    template.write_text("listen ${LISTEN} ${UNKNOWN};")
    monkeypatch.setattr("tools.nginx.TEMPLATE", template)
    with pytest.raises(ValueError, match="UNKNOWN"):
        configuration(listen="80", replicas=["a:1"], directory="/tmp", trusted_proxy="127.0.0.1")


def names_in_template() -> set[str]:
    return set(re.findall(r"\$\{(\w+)\}", TEMPLATE.read_text(encoding="utf-8")))


# --- compose ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load(read("compose.yaml"))["services"]


def addresses(replicas: str) -> list[str]:
    return re.findall(r"server (\S+):8501;", replicas)


def test_compose_runs_replicas_and_nginx_in_front(services: dict[str, Any]) -> None:
    nginx, apps = services["nginx"], [value for name, value in services.items() if name != "nginx"]
    assert len(apps) >= 2
    assert nginx["environment"].keys() >= names_in_template()
    listed = addresses(nginx["environment"]["REPLICAS"])
    assert listed == [app["networks"]["inside"]["ipv4_address"] for app in apps]
    assert {name for name in services if name != "nginx"} == nginx["depends_on"].keys()
    assert all(wait == {"condition": "service_healthy"} for wait in nginx["depends_on"].values())
    (mounted,) = nginx["volumes"]
    assert (DEPLOY / mounted.split(":")[0]).samefile(TEMPLATE)
    assert not any("ports" in app for app in apps)


def test_compose_gives_each_replica_the_secret_and_no_more_rights_than_it_needs(
    services: dict[str, Any],
) -> None:
    for name, service in services.items():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["restart"] == "unless-stopped"
        assert service["mem_limit"]
        assert service["tmpfs"][0].startswith("/tmp:")
        if name != "nginx":
            assert service["environment"][SECRET].startswith("${" + SECRET + ":?")


# --- Kubernetes ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def objects() -> dict[tuple[str, str], dict[str, Any]]:
    found = list(yaml.safe_load_all(read("kubernetes.yaml")))
    named = {(one["kind"], one["metadata"]["name"]): one for one in found}
    assert len(named) == len(found)
    return named


def pods(objects: dict[tuple[str, str], dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The templates of pods, by the label that chooses them."""
    return {
        one["spec"]["template"]["metadata"]["labels"]["app"]: one["spec"]["template"]["spec"]
        for (kind, _), one in objects.items()
        if kind in ("StatefulSet", "Deployment")
    }


def test_what_one_object_says_of_another_is_so(objects: dict[tuple[str, str], dict[str, Any]]) -> None:
    replicas = objects["StatefulSet", "shallownet"]["spec"]
    assert ("Service", replicas["serviceName"]) in objects
    assert replicas["replicas"] >= 2
    members = {f"shallownet-{number}" for number in range(replicas["replicas"])}
    templates = pods(objects)
    for (kind, name), one in objects.items():
        spec = one["spec"]
        if kind in ("StatefulSet", "Deployment"):
            assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"]
        elif kind == "Service":
            chosen = spec["selector"]
            one_pod = chosen.get("statefulset.kubernetes.io/pod-name")
            assert one_pod in members if one_pod else chosen["app"] in templates, name
        elif kind == "PodDisruptionBudget":
            assert spec["selector"]["matchLabels"]["app"] in templates
            assert spec["minAvailable"] == 1
        else:
            assert kind == "NetworkPolicy"
            (rule,) = spec["ingress"]
            assert rule["from"] == [{"podSelector": {"matchLabels": {"app": "shallownet-nginx"}}}]
    (nginx,) = templates["shallownet-nginx"]["containers"]
    said = {entry["name"]: entry["value"] for entry in nginx["env"]}
    assert said.keys() >= names_in_template()
    assert set(addresses(said["REPLICAS"])) == members
    for member in members:
        assert objects["Service", member]["spec"]["ports"][0]["port"] == 8501


def test_the_configuration_is_the_one_file(objects: dict[tuple[str, str], dict[str, Any]]) -> None:
    kustomization = yaml.safe_load(read("kustomization.yaml"))
    assert kustomization["resources"] == ["kubernetes.yaml"]
    (generated,) = kustomization["configMapGenerator"]
    assert [DEPLOY / name for name in generated["files"]] == [TEMPLATE]
    (volume,) = [volume for volume in pods(objects)["shallownet-nginx"]["volumes"] if "configMap" in volume]
    assert volume["configMap"]["name"] == generated["name"]


def test_every_pod_is_probed_limited_and_nobody_s_root(
    objects: dict[tuple[str, str], dict[str, Any]],
) -> None:
    for pod in pods(objects).values():
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] > 0
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"].keys() == {"requests", "limits"}
        assert {mount["name"] for mount in container["volumeMounts"]} == {
            volume["name"] for volume in pod["volumes"]
        }
        (port,) = container["ports"]
        for probe in (container["readinessProbe"], container["livenessProbe"]):
            assert (probe.get("httpGet") or probe["tcpSocket"])["port"] == port["name"]
    (app,) = pods(objects)["shallownet"]["containers"]
    assert {app[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "readiness", "liveness")} == {
        "/_stcore/health"
    }


def test_the_secret_is_referred_to_and_in_no_file(objects: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert not [name for kind, name in objects if kind == "Secret"]
    (app,) = pods(objects)["shallownet"]["containers"]
    (secret,) = [entry for entry in app["env"] if entry["name"] == SECRET]
    assert secret["valueFrom"] == {"secretKeyRef": {"name": "shallownet", "key": "cookie-secret"}}


def test_all_run_the_same_images(
    services: dict[str, Any], objects: dict[tuple[str, str], dict[str, Any]]
) -> None:
    images = {label: pod["containers"][0]["image"] for label, pod in pods(objects).items()}
    assert images == {
        "shallownet": services["app-1"]["image"],
        "shallownet-nginx": services["nginx"]["image"],
    }
    assert re.fullmatch(r"nginx:\d+\.\d+\.\d+-alpine", images["shallownet-nginx"])
