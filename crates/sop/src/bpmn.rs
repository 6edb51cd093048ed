//! A document as BPMN 2.0, with the places of everything, so that any viewer draws it. A stage is an ad-hoc subprocess:
//! its steps have no order of their own. Where a stage leads to several others, a gateway stands behind it.

use std::fmt::Write as _;

use kernel::{Lang, Text};

use crate::bpmn_layout::{Layout, Place};
use crate::{Document, Kind, Span, Stage, Step};

/// The document as BPMN 2.0 in a language. `ask` says a condition in words.
pub fn to_bpmn(document: &Document, lang: Lang, ask: &dyn Fn(&crate::Condition) -> Text) -> String {
    let layout = Layout::of(document);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" \
         xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" \
         xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" id=\"definitions\" \
         targetNamespace=\"https://stagecraft.example/sop\">\n",
    );
    let mut writer = Writer {
        out: &mut out,
        document,
        lang,
        ask,
        layout: &layout,
    };
    writer.process();
    writer.diagram();
    out.push_str("</bpmn:definitions>\n");
    out
}

struct Writer<'a> {
    out: &'a mut String,
    document: &'a Document,
    lang: Lang,
    ask: &'a dyn Fn(&crate::Condition) -> Text,
    layout: &'a Layout,
}

impl Writer<'_> {
    fn say(&self, text: &Text) -> String {
        escaped(text.get(self.lang))
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn process(&mut self) {
        let sop = &self.document.sop;
        let (name, about) = (self.say(&sop.name), self.say(&sop.description));
        self.line(&format!(
            "  <bpmn:process id=\"{}\" name=\"{name}\" isExecutable=\"false\">",
            sop.key
        ));
        self.line(&format!("    <bpmn:documentation>{about}</bpmn:documentation>"));
        self.line("    <bpmn:startEvent id=\"start\">");
        self.line("      <bpmn:outgoing>flow_0</bpmn:outgoing>");
        self.line("    </bpmn:startEvent>");
        let document = self.document;
        for (i, stage) in document.stages.iter().enumerate() {
            self.stage(i, stage);
        }
        for flow in &self.layout.flows {
            let Some(condition) = flow.when.as_ref() else {
                let text = format!(
                    "    <bpmn:sequenceFlow id=\"{}\" sourceRef=\"{}\" targetRef=\"{}\" />",
                    flow.id, flow.from, flow.to
                );
                self.line(&text);
                continue;
            };
            let words = self.say(&(self.ask)(condition));
            let text = format!(
                "    <bpmn:sequenceFlow id=\"{}\" name=\"{words}\" sourceRef=\"{}\" targetRef=\"{}\">\n      \
                 <bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">{words}</bpmn:conditionExpression>\n    \
                 </bpmn:sequenceFlow>",
                flow.id, flow.from, flow.to
            );
            self.line(&text);
        }
        self.line("  </bpmn:process>");
    }

    fn stage(&mut self, index: usize, stage: &Stage) {
        let id = format!("stage_{}", stage.key);
        let (name, about) = (self.say(&stage.name), self.about_stage(stage));
        self.line(&format!("    <bpmn:adHocSubProcess id=\"{id}\" name=\"{name}\">"));
        self.line(&format!("      <bpmn:documentation>{about}</bpmn:documentation>"));
        self.ends(&id, "      ");
        for step in &stage.steps {
            let (tag, title, about) = (tag(step.kind), self.say(&step.title), self.about_step(step));
            self.line(&format!("      <bpmn:{tag} id=\"step_{}\" name=\"{title}\">", step.key));
            self.line(&format!("        <bpmn:documentation>{about}</bpmn:documentation>"));
            self.line(&format!("      </bpmn:{tag}>"));
        }
        self.line("    </bpmn:adHocSubProcess>");
        let shape = &self.layout.stages[index];
        if shape.gateway.is_some() {
            let id = format!("choice_{}", stage.key);
            self.line(&format!("    <bpmn:exclusiveGateway id=\"{id}\">"));
            self.ends(&id, "      ");
            self.line("    </bpmn:exclusiveGateway>");
        }
        if shape.end.is_some() {
            let id = format!("end_{}", stage.key);
            self.line(&format!("    <bpmn:endEvent id=\"{id}\">"));
            self.ends(&id, "      ");
            self.line("    </bpmn:endEvent>");
        }
    }

    /// Which flows come in and go out.
    fn ends(&mut self, id: &str, indent: &str) {
        for flow in &self.layout.flows {
            if flow.to == id {
                let _ = writeln!(self.out, "{indent}<bpmn:incoming>{}</bpmn:incoming>", flow.id);
            }
        }
        for flow in &self.layout.flows {
            if flow.from == id {
                let _ = writeln!(self.out, "{indent}<bpmn:outgoing>{}</bpmn:outgoing>", flow.id);
            }
        }
    }

    fn about_stage(&self, stage: &Stage) -> String {
        let zh = self.lang == Lang::Zh;
        let role = self.document.role_name(&stage.role);
        let mut parts = vec![self.say(&stage.goal)];
        let mut add = |label: (&str, &str), texts: Vec<String>| {
            if !texts.is_empty() {
                let label = if zh { label.0 } else { label.1 };
                parts.push(format!("{label}\n- {}", texts.join("\n- ")));
            }
        };
        let all = |texts: &[Text]| texts.iter().map(|t| self.say(t)).collect::<Vec<_>>();
        add(
            ("负责角色与用时", "Role and time"),
            role.map(|r| format!("{} · {}", self.say(r), self.span(stage.target)))
                .into_iter()
                .collect(),
        );
        add(("服务标准", "Service standards"), all(&stage.standards));
        add(("注意事项", "Cautions"), all(&stage.cautions));
        add(
            ("进入下一阶段的条件", "What must hold to move on"),
            stage.exit.iter().map(|e| self.say(&e.text)).collect(),
        );
        parts.join("\n\n")
    }

    fn about_step(&self, step: &Step) -> String {
        let mut parts = Vec::new();
        if step.required {
            parts.push(if self.lang == Lang::Zh { "必做" } else { "Required" }.to_owned());
        }
        parts.extend(step.due.map(|due| self.span(due)));
        parts.extend(step.guidance.as_ref().map(|t| self.say(t)));
        parts.extend(step.why.as_ref().map(|t| self.say(t)));
        parts.extend(step.items.iter().map(|t| format!("- {}", self.say(t))));
        parts.join("\n")
    }

    fn span(&self, span: Span) -> String {
        match (span, self.lang) {
            (Span::Hours(n), Lang::Zh) => format!("{n} 个工作小时"),
            (Span::Days(n), Lang::Zh) => format!("{n} 个工作日"),
            (Span::Hours(n), _) => format!("{n} working hours"),
            (Span::Days(n), _) => format!("{n} working days"),
        }
    }

    fn diagram(&mut self) {
        let key = self.document.sop.key.as_str();
        self.line("  <bpmndi:BPMNDiagram id=\"diagram\">");
        self.line(&format!("    <bpmndi:BPMNPlane id=\"plane\" bpmnElement=\"{key}\">"));
        let layout = self.layout;
        self.shape("start", layout.start, "");
        for (stage, shape) in self.document.stages.iter().zip(&layout.stages) {
            self.shape(&format!("stage_{}", stage.key), shape.frame, " isExpanded=\"true\"");
            for (step, place) in stage.steps.iter().zip(&shape.steps) {
                self.shape(&format!("step_{}", step.key), *place, "");
            }
            if let Some(place) = shape.gateway {
                self.shape(&format!("choice_{}", stage.key), place, " isMarkerVisible=\"true\"");
            }
            if let Some(place) = shape.end {
                self.shape(&format!("end_{}", stage.key), place, "");
            }
        }
        for flow in &layout.flows {
            self.line(&format!(
                "      <bpmndi:BPMNEdge id=\"{0}_edge\" bpmnElement=\"{0}\">",
                flow.id
            ));
            for (x, y) in &flow.points {
                self.line(&format!("        <di:waypoint x=\"{x}\" y=\"{y}\" />"));
            }
            self.line("      </bpmndi:BPMNEdge>");
        }
        self.line("    </bpmndi:BPMNPlane>");
        self.line("  </bpmndi:BPMNDiagram>");
    }

    fn shape(&mut self, id: &str, place: Place, more: &str) {
        let Place { x, y, width, height } = place;
        self.line(&format!(
            "      <bpmndi:BPMNShape id=\"{id}_shape\" bpmnElement=\"{id}\"{more}>\n        \
             <dc:Bounds x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" />\n      \
             </bpmndi:BPMNShape>"
        ));
    }
}

/// What kind of task a step is to those who read BPMN.
fn tag(kind: Kind) -> &'static str {
    match kind {
        Kind::Document => "manualTask",
        Kind::CustomerConfirmation => "receiveTask",
        Kind::Field | Kind::Activity | Kind::Questionnaire | Kind::Approval | Kind::Timer | Kind::Checklist => {
            "userTask"
        }
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 has no way to write other control characters.
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}
