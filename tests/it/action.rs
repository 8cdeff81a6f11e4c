//! The GitHub Action: its steps, run by bash as GitHub runs them, in a scratch checkout.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::harness::command::{Ran, command};
use super::harness::repository::{Repository, sip_zone};
use super::harness::scratch::directory;

const ACTION: &str = include_str!("../../action.yml");
const TOP: &str = env!("CARGO_MANIFEST_DIR");
const ADDRESS: &str = "https://srvlint.example/srvlint";
const ARCHIVE: &str = "srvlint-x86_64-unknown-linux-musl.tar.gz";

/// The lines between `from` and the next line without indentation.
fn section<'a>(text: &'a str, from: &'a str) -> impl Iterator<Item = &'a str> {
    let (_, after) = text.split_once(&format!("\n{from}:\n")).expect("the section");
    after.lines().take_while(|line| line.is_empty() || line.starts_with(' '))
}

/// The inputs with their defaults.
fn inputs() -> BTreeMap<String, String> {
    let mut inputs = BTreeMap::new();
    let mut name = "";
    for line in section(ACTION, "inputs") {
        if let Some(key) = line.strip_prefix("  ").filter(|line| !line.starts_with(' ')) {
            name = key.trim_end_matches(':');
        } else if let Some(default) = line.trim().strip_prefix("default: ") {
            inputs.insert(name.to_owned(), default.trim_matches('"').to_owned());
        }
    }
    inputs
}

/// The steps: name, variables with the input that each takes, command.
fn steps() -> Vec<(String, BTreeMap<String, String>, String)> {
    let mut steps = Vec::new();
    for line in section(ACTION, "runs").map(str::trim) {
        if let Some(name) = line.strip_prefix("- name: ") {
            steps.push((name.to_owned(), BTreeMap::new(), String::new()));
        }
        let Some((_, variables, command)) = steps.last_mut() else { continue };
        if let Some((name, input)) = line.split_once(": ${{ inputs.") {
            variables.insert(name.to_owned(), input.trim_end_matches(" }}").to_owned());
        } else if let Some(run) = line.strip_prefix("run: ") {
            *command = run.to_owned();
        }
    }
    steps
}

/// A runner: a checkout, and the folders and files that GitHub hands to a step.
struct Runner {
    checkout: Repository,
    temporary: PathBuf,
    bin: PathBuf,
    action: PathBuf,
    variables: BTreeMap<&'static str, String>,
}

impl Runner {
    #[track_caller]
    fn new(name: &str) -> Runner {
        let checkout = Repository::new(&format!("{name}/checkout"));
        let [temporary, bin] = ["temporary", "bin"].map(|part| directory(&format!("{name}/{part}")));
        let runner =
            Runner { checkout, temporary, bin, action: PathBuf::from(TOP), variables: BTreeMap::new() };
        for name in ["output", "summary"] {
            fs::write(runner.temporary.join(name), "").expect("a file");
        }
        runner
    }

    /// A program of this runner, written in shell, before all others in the path.
    fn program(&self, name: &str, script: &str) {
        let path = self.bin.join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}")).expect("a file");
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a program");
    }

    /// Runs a step with inputs that differ from the defaults.
    fn step(&self, name: &str, given: &[(&str, &str)]) -> Ran {
        let (_, variables, script) = steps().into_iter().find(|step| step.0 == name).expect("the step");
        let mut inputs = inputs();
        for (input, value) in given {
            assert!(inputs.insert((*input).to_owned(), (*value).to_owned()).is_some(), "no input {input}");
        }
        let path = std::env::var("PATH").expect("a path");
        let mut bash = command("bash", &self.checkout.top);
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script])
            .envs(variables.iter().map(|(variable, input)| (variable, &inputs[input])))
            .env("PATH", format!("{}:{path}", self.bin.display()))
            .env("GITHUB_ACTION_PATH", &self.action)
            .env("GITHUB_OUTPUT", self.temporary.join("output"))
            .env("GITHUB_STEP_SUMMARY", self.temporary.join("summary"))
            .env("GITHUB_WORKSPACE", &self.checkout.top)
            .env("RUNNER_TEMP", &self.temporary)
            .env("RUNNER_OS", "Linux")
            .env("RUNNER_ARCH", "X64")
            .env_remove("GITHUB_BASE_REF")
            .env_remove("GITHUB_SHA")
            .envs(&self.variables);
        Ran::of(&mut bash)
    }

    fn install(&self, given: &[(&str, &str)]) -> Ran {
        self.step("Install srvlint", given)
    }

    /// Lints with the tested program.
    fn lint(&self, given: &[(&str, &str)]) -> Ran {
        let place = self.temporary.join("srvlint/bin");
        fs::create_dir_all(&place).expect("a directory");
        let _ = symlink(env!("CARGO_BIN_EXE_srvlint"), place.join("srvlint"));
        self.step("Lint zone files", given)
    }

    /// What a step wrote into a file of GitHub's.
    fn told(&self, file: &str) -> String {
        fs::read_to_string(self.temporary.join(file)).expect("the file")
    }

    /// What the installed program says.
    fn installed(&self) -> String {
        let program = self.temporary.join("srvlint/bin/srvlint");
        Ran::of(&mut command(program, &self.temporary)).out
    }
}

/// A runner that finds an address in the action, and a release there; cargo only says how it is called.
#[track_caller]
fn with_release(name: &str) -> Runner {
    let mut runner = Runner::new(name);
    let copy = directory(&format!("{name}/action"));
    for file in ["install.sh", "lint.sh", "SHA256SUMS"] {
        let part = format!("packaging/action/{file}");
        fs::create_dir_all(copy.join("packaging/action")).expect("a directory");
        fs::copy(Path::new(TOP).join(&part), copy.join(part)).expect("a part of the action");
    }
    let manifest = include_str!("../../Cargo.toml").replacen(
        "[package]\n",
        &format!("[package]\nrepository = \"{ADDRESS}\"\n"),
        1,
    );
    fs::write(copy.join("Cargo.toml"), manifest).expect("a file");
    runner.action = copy;

    let release = directory(&format!("{name}/release/{}", env!("CARGO_PKG_VERSION")));
    let folder = release.join(ARCHIVE.trim_end_matches(".tar.gz"));
    fs::create_dir_all(&folder).expect("a directory");
    fs::write(folder.join("srvlint"), "#!/bin/sh\necho released\n").expect("a file");
    fs::set_permissions(folder.join("srvlint"), fs::Permissions::from_mode(0o755)).expect("a program");
    let packed = command("tar", &release)
        .args(["-czf", ARCHIVE])
        .arg(folder.file_name().expect("a name"))
        .status()
        .expect("tar");
    assert!(packed.success());
    let sum = sha256(&release.join(ARCHIVE));
    fs::write(release.join("SHA256SUMS"), format!("{sum}  {ARCHIVE}\n")).expect("a file");
    runner.program(
        "curl",
        &format!(
            r#"case "$*" in "--proto =https "*) ;; *) exit 90 ;; esac
while [ $# -gt 1 ]; do [ "$1" = --output ] && output=$2; shift; done
case $1 in {ADDRESS}/releases/download/v*) ;; *) exit 91 ;; esac
cp "{}/${{1#{ADDRESS}/releases/download/v}}" "$output" || exit 22
"#,
            release.parent().expect("a folder").display()
        ),
    );
    runner.program("cargo", "echo cargo \"$@\"\n");
    runner
}

fn sha256(path: &Path) -> String {
    Sha256::digest(fs::read(path).expect("a file")).iter().map(|octet| format!("{octet:02x}")).collect()
}

fn build_of(runner: &Runner) -> String {
    format!(
        "Building srvlint {} from the action's source\ncargo install --locked --path {} --root {}/srvlint\n",
        env!("CARGO_PKG_VERSION"),
        runner.action.display(),
        runner.temporary.display()
    )
}

#[test]
fn what_a_workflow_passes_on_is_never_program_text() {
    let used: Vec<String> = steps().into_iter().flat_map(|step| step.1.into_values()).collect();
    let mut declared: Vec<String> = inputs().into_keys().collect();
    let mut sorted = used.clone();
    sorted.sort_unstable();
    declared.sort_unstable();
    assert_eq!(sorted, declared, "every input is the value of one variable");
    for (name, _, script) in steps() {
        assert!(!script.is_empty() && !script.contains("${{"), "{name}: {script}");
    }
    assert_eq!(ACTION.matches("run: ").count(), steps().len());
}

#[test]
fn the_action_runs_no_toolchain_of_the_checkout() {
    let runner = Runner::new("toolchain");
    // What rustup and cargo obey: the toolchain file of the directory in which they run, unless a variable is set.
    runner.program(
        "cargo",
        "case \"$RUSTUP_TOOLCHAIN$PWD\" in\nstable*/temporary) echo cargo \"$@\" ;;\n*) echo PWNED in \"$PWD\" ;;\nesac\n",
    );
    let ran = runner.install(&[]);
    assert_eq!((ran.code, ran.out), (0, build_of(&runner)), "{}", ran.err);
}

#[test]
fn a_release_is_installed_if_its_checksum_is_right() {
    let runner = with_release("release");
    let ran = runner.install(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert_eq!(runner.installed(), "released\n");
    // Named, with the mark of its tag.
    let ran = runner.install(&[("version", concat!("v", env!("CARGO_PKG_VERSION")))]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
}

#[test]
fn a_release_with_another_checksum_is_refused() {
    let refused = |runner: &Runner, given: &[(&str, &str)]| {
        let ran = runner.install(given);
        assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("::error title=srvlint::") && ran.out.contains("SHA-256"), "{}", ran.out);
        assert!(!ran.out.contains("cargo") && !runner.temporary.join("srvlint").exists());
    };
    let runner = with_release("changed");
    let release = runner.bin.join("../release").join(env!("CARGO_PKG_VERSION"));
    let right = sha256(&release.join(ARCHIVE));
    // The workflow's word beats the release's.
    refused(&runner, &[("sha256", &"0".repeat(64))]);
    // So does the action's.
    let sums = runner.action.join("packaging/action/SHA256SUMS");
    let known = |sum: &str| format!("{sum}  v{}/{ARCHIVE}\n", env!("CARGO_PKG_VERSION"));
    fs::write(&sums, known(&"0".repeat(64))).expect("a file");
    refused(&runner, &[]);
    // And the workflow's beats the action's.
    assert_eq!(runner.install(&[("sha256", &right.to_uppercase())]).code, 0);
    fs::remove_dir_all(runner.temporary.join("srvlint")).expect("what was installed");
    // An archive that is not the one of the list, or is in no list.
    fs::write(&sums, "").expect("a file");
    fs::write(release.join("SHA256SUMS"), format!("{}  {ARCHIVE}\n", "1".repeat(64))).expect("a file");
    refused(&runner, &[]);
    fs::write(release.join("SHA256SUMS"), format!("{right}  another-{ARCHIVE}\n")).expect("a file");
    refused(&runner, &[]);
}

#[test]
fn what_is_not_released_is_built() {
    // For this platform there is none.
    let mut runner = with_release("platform");
    runner.variables.insert("RUNNER_ARCH", "S390X".to_owned());
    let ran = runner.install(&[]);
    assert_eq!((ran.code, ran.out), (0, build_of(&runner)), "{}", ran.err);
    // There is no release, or no list of its sums.
    let runner = with_release("unreleased");
    let release = runner.bin.join("../release").join(env!("CARGO_PKG_VERSION"));
    fs::remove_file(release.join("SHA256SUMS")).expect("a file");
    let ran = runner.install(&[]);
    assert_eq!((ran.code, ran.out), (0, build_of(&runner)), "{}", ran.err);
    fs::remove_dir_all(release).expect("a release");
    let ran = runner.install(&[]);
    assert_eq!((ran.code, ran.out), (0, build_of(&runner)), "{}", ran.err);
    // The source is that of one version only.
    let ran = runner.install(&[("version", "9.9.9")]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.out.contains("srvlint 9.9.9 cannot be downloaded") && !ran.out.contains("cargo install"));
}

#[test]
fn a_version_or_sum_that_is_none_is_refused() {
    let runner = with_release("nonsense");
    for version in ["latest", "0.1.0/../../evil", "0.1.0|e", "0.1.0\n1.0.0", "$(touch pwned)", "1.0"] {
        let ran = runner.install(&[("version", version)]);
        assert_eq!(ran.code, 2, "{version}: {}{}", ran.out, ran.err);
        assert!(ran.out.starts_with("::error title=srvlint::version: "), "{}", ran.out);
    }
    for sum in ["0", "z", &format!("{}\n", "0".repeat(63))] {
        let ran = runner.install(&[("sha256", sum)]);
        assert!(ran.code == 2 && ran.out.starts_with("::error title=srvlint::sha256: "), "{}", ran.out);
    }
}

/// A checkout with one clean zone and one with an error.
#[track_caller]
fn zones(name: &str) -> Runner {
    let runner = Runner::new(name);
    runner.checkout.write("zones/good.example", sip_zone("good.example.", true));
    runner.checkout.write("zones/bad.example", sip_zone("bad.example.", false));
    runner.checkout.commit();
    runner
}

#[test]
fn the_action_lints_counts_and_sums_up() {
    let runner = zones("lint");
    let ran = runner.lint(&[("sarif", "srvlint.sarif")]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("zones/bad.example:5:") && ran.out.contains("target-without-address"));
    assert_eq!(runner.told("output"), "exit-code=1\nerrors=1\nwarnings=0\nnotes=0\nsarif=srvlint.sarif\n");
    assert!(runner.told("summary").contains("target-without-address"), "{}", runner.told("summary"));
    let sarif = fs::read_to_string(runner.checkout.top.join("srvlint.sarif")).expect("a report");
    let sarif: serde_json::Value = serde_json::from_str(&sarif).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "target-without-address");
}

#[test]
fn the_summary_leads_to_the_lines() {
    let mut runner = zones("lines");
    let variables = [
        ("GITHUB_SERVER_URL", "https://github.example"),
        ("GITHUB_REPOSITORY", "o/r"),
        ("GITHUB_SHA", "0123abc"),
    ];
    runner.variables.extend(variables.map(|(name, value)| (name, value.to_owned())));
    assert_eq!(runner.lint(&[]).code, 1);
    let line = "<a href=\"https://github.example/o/r/blob/0123abc/zones/bad.example#L5\">line 5</a>";
    assert!(runner.told("summary").contains(line), "{}", runner.told("summary"));
    // A template of one's own takes the place of the action's.
    fs::write(runner.temporary.join("summary"), "").expect("a file");
    assert_eq!(runner.lint(&[("args", "--url-template https://x.example/{path}")]).code, 1);
    let summary = runner.told("summary");
    assert!(summary.contains("https://x.example/zones/bad") && !summary.contains("github.example"));
}

#[test]
fn the_inputs_reach_the_program() {
    let runner = zones("inputs");
    runner.checkout.write("my config.toml", "[rules]\ntarget-without-address = \"warning\"\n");
    runner.checkout.write("a b/also.example", sip_zone("also.example.", false));
    let told = |given: &[(&str, &str)]| {
        fs::write(runner.temporary.join("output"), "").expect("a file");
        let ran = runner.lint(given);
        (ran.code, runner.told("output"), ran.out)
    };
    let (code, output, _) = told(&[("paths", "zones/good.example")]);
    assert_eq!((code, output.as_str()), (0, "exit-code=0\nerrors=0\nwarnings=0\nnotes=0\n"));
    let (code, output, _) = told(&[("paths", "\n  \na b\nzones/bad.example\n")]);
    assert_eq!((code, output.as_str()), (1, "exit-code=1\nerrors=2\nwarnings=0\nnotes=0\n"));
    let (code, output, _) = told(&[("config", "my config.toml"), ("paths", "zones")]);
    assert_eq!((code, output.as_str()), (1, "exit-code=1\nerrors=0\nwarnings=1\nnotes=0\n"));
    let (code, _, _) = told(&[("config", "my config.toml"), ("paths", "zones"), ("fail-on", "error")]);
    assert_eq!(code, 0);
    // Quotes keep a blank; a format of one's own takes the place of the action's.
    let (code, _, out) =
        told(&[("paths", "zones"), ("args", "--format concise --output 'json:my report.json'\n --quiet")]);
    assert_eq!(code, 1);
    assert!(out.starts_with("zones/bad.example:5:") && out.lines().count() == 1, "{out}");
    assert!(runner.checkout.top.join("my report.json").exists());
    let (_, _, out) = told(&[("paths", "zones"), ("args", "--format=concise --quiet")]);
    assert_eq!(out.lines().count(), 1, "{out}");
    // No summary is written if none is wanted.
    fs::write(runner.temporary.join("summary"), "").expect("a file");
    assert_eq!(told(&[("summary", "false")]).0, 1);
    assert_eq!(runner.told("summary"), "");
}

#[test]
fn a_pull_request_is_compared_with_its_base() {
    let mut runner = zones("base");
    runner.checkout.git(["update-ref", "refs/remotes/origin/main", "HEAD"]);
    runner.checkout.write("zones/new.example", sip_zone("new.example.", false));
    runner.checkout.commit();
    let errors = |runner: &Runner, given: &[(&str, &str)]| {
        fs::write(runner.temporary.join("output"), "").expect("a file");
        let ran = runner.lint(given);
        let output = runner.told("output");
        let errors = output.lines().find_map(|line| line.strip_prefix("errors=")).map(str::to_owned);
        (ran.code, errors.unwrap_or_default(), format!("{}{}", ran.out, ran.err))
    };
    assert_eq!(errors(&runner, &[]).1, "2", "a push: everything counts");
    runner.variables.insert("GITHUB_BASE_REF", "main".to_owned());
    let (code, count, said) = errors(&runner, &[]);
    assert_eq!((code, count.as_str()), (1, "1"), "{said}");
    assert!(said.contains("new.example") && !said.contains("zones/bad.example:"), "{said}");
    assert_eq!(errors(&runner, &[("new-since", "")]).1, "2");
    assert_eq!(errors(&runner, &[("new-since", "HEAD")]).1, "0");
    // A base that was not fetched: no counts, and a failure.
    runner.variables.insert("GITHUB_BASE_REF", "absent".to_owned());
    let (code, count, said) = errors(&runner, &[]);
    assert_eq!((code, count.as_str()), (2, ""), "{said}");
    assert!(said.contains("origin/absent"), "{said}");
}

/// As in a job's container, where the runner checks out as one user and steps run as another.
#[test]
fn the_checkout_may_belong_to_another_user() {
    let mut runner = zones("owner");
    let mut chown = command("chown", &runner.checkout.top);
    if Ran::of(chown.args(["-R", "65534:65534", "."])).code != 0 {
        eprintln!("skipped: only root may give files away");
        return;
    }
    let refused = Ran::of(command("git", &runner.checkout.top).arg("status"));
    assert!(refused.err.contains("dubious ownership"), "{}", refused.err);
    // Beside what a workflow tells git in the same way.
    let settings =
        [("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "core.quotePath"), ("GIT_CONFIG_VALUE_0", "false")];
    runner.variables.extend(settings.map(|(name, value)| (name, value.to_owned())));
    let ran = runner.lint(&[("new-since", "HEAD")]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn no_input_runs_anything() {
    let mut runner = zones("injection");
    let attacks =
        ["$(touch pwned)", "`touch pwned`", "; touch pwned;", "\"; touch pwned; \"", "'\ntouch pwned\n'"];
    for attack in attacks {
        for input in ["paths", "config", "new-since", "fail-on", "summary", "args"] {
            let ran = runner.lint(&[(input, attack)]);
            assert_eq!(ran.code, 2, "{input}: {attack}: {}{}", ran.out, ran.err);
        }
        runner.lint(&[("sarif", attack)]);
        runner.variables.insert("GITHUB_BASE_REF", attack.to_owned());
        assert_eq!(runner.lint(&[]).code, 2);
        runner.variables.remove("GITHUB_BASE_REF");
        assert!(!runner.checkout.top.join("pwned").exists(), "{attack}");
    }
    // The name of the report stays one line of the action's outputs.
    fs::write(runner.temporary.join("output"), "").expect("a file");
    runner.lint(&[("sarif", "a\nexit-code=0")]);
    assert_eq!(runner.told("output").matches("exit-code=").count(), 1, "{}", runner.told("output"));
}

#[test]
fn nothing_to_lint_is_a_mistake() {
    let runner = zones("nothing");
    for paths in ["", " \n\t\n"] {
        let ran = runner.lint(&[("paths", paths)]);
        assert_eq!((ran.code, ran.out.as_str()), (2, "::error title=srvlint::paths: none\n"));
    }
    let ran = runner.lint(&[("args", "--select 'all")]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("::error title=srvlint::args: a quote is not closed"), "{}", ran.out);
}

/// Runs an example of the pages: its inputs are some, and the action finds with them what is wrong.
pub fn runs_with(given: &BTreeMap<String, String>) {
    let mut runner = zones("example");
    runner.checkout.git(["update-ref", "refs/remotes/origin/main", "HEAD"]);
    runner.checkout.write("zones/new.example", sip_zone("new.example.", false));
    runner.checkout.write("views/internal/new.example", sip_zone("new.example.", false));
    runner.variables.insert("GITHUB_BASE_REF", "main".to_owned());
    let given: Vec<(&str, &str)> =
        given.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let ran = runner.lint(&given);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("zones/new.example") && !ran.out.contains("bad.example"), "{}", ran.out);
}
