try{var t=localStorage.getItem("plumbline.theme");if(t)document.documentElement.dataset.theme=t}catch{/* no storage: the system decides */}
